import { type Environment, setting } from "@fieldwork/runtime";
import { z } from "zod";
import type { Enrichment } from "./definition.ts";
import { loadEnrichments } from "./load-enrichments.ts";

const models = z
  .string()
  .transform((text) => text.split(",").map((model) => model.trim()))
  .pipe(z.array(z.string().regex(/^[a-z0-9-]+\/\S+$/, "is no provider/model")).min(1));

/** For the configuration of every service that must agree on who answers. */
export const routeSetting = {
  FIELDWORK_ROUTE: setting(models.optional(), {
    about: "The models that may answer, in order, in place of each enrichment's own route",
    set: "models as provider/model, with commas between",
  }),
};

/** For the configuration of whatever releases definitions. */
export const catalogSetting = {
  FIELDWORK_CATALOG: setting(z.string().optional(), {
    about: "The enrichments to release, in place of those that come with Fieldwork",
    set: "a folder that holds one folder an enrichment",
  }),
};

/**
 * The enrichments that the settings propose.
 *
 * @throws AppError `definition_invalid`, as `loadEnrichments` does.
 */
export function loadConfiguredEnrichments({
  FIELDWORK_CATALOG: catalogDir,
}: Environment): Promise<Enrichment[]> {
  return loadEnrichments({ catalogDir: catalogDir || undefined });
}
