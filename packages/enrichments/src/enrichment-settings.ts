import { join } from "node:path";
import {
  AppError,
  configSetting,
  type Environment,
  findConfigPart,
  readConfigPart,
  readYaml,
  setting,
} from "@fieldwork/runtime";
import { z } from "zod";
import { checkPermits, type KnownModels } from "./check-permits.ts";
import type { Enrichment } from "./definition.ts";
import { type KnownReading, loadEnrichments, shippedCatalog } from "./load-enrichments.ts";

const models = z
  .string()
  .transform((text) => text.split(",").map((model) => model.trim()))
  .pipe(z.array(z.string().regex(/^[a-z0-9-]+\/\S+$/, "is not written as provider/model")).min(1));

const enrichmentNames = z
  .string()
  .transform((text) => text.split(",").map((name) => name.trim()))
  .pipe(z.array(z.string().regex(/^[a-z][a-z0-9-]*$/, "is no name of an enrichment")).min(1));

/** For the configuration of every service that must agree on who answers. */
export const routeSetting = {
  ...configSetting,
  FIELDWORK_ROUTE: setting(models.optional(), {
    about: "The models that may answer, in order, in place of each enrichment's own route",
    set: "models written as provider/model, separated by commas",
  }),
};

/** For the configuration of whatever releases definitions. */
export const catalogSetting = {
  ...configSetting,
  FIELDWORK_CATALOG: setting(z.string().optional(), {
    about:
      "The enrichments to release, in place of enrichments/ in the configuration folder or, without that, of those that ship with Fieldwork",
    set: "a folder with one folder for each enrichment",
  }),
  FIELDWORK_ENRICHMENTS: setting(enrichmentNames.optional(), {
    about:
      "Which enrichments of the catalog to release; unless set, all or, of those that ship with Fieldwork, company-profile and contact-role",
    set: "names of enrichments, separated by commas",
  }),
};

/**
 * The enrichments that the configuration proposes. If it is known what is read from a record, inputs
 * and outputs are checked against it.
 *
 * @throws AppError `definition_invalid`, as `loadEnrichments` does.
 */
export async function loadConfiguredEnrichments(
  environment: Environment,
  reading?: KnownReading,
): Promise<Enrichment[]> {
  const catalogDir = await findCatalog(environment);
  const { data: names } = catalogSetting.FIELDWORK_ENRICHMENTS.safeParse(
    environment.FIELDWORK_ENRICHMENTS || undefined,
  );
  const enrichments = await loadEnrichments({ catalogDir, names, reading });
  checkPermits(enrichments, {
    route: await findRoute(environment),
    providers: await findEntries(environment),
  });
  return enrichments;
}

/**
 * One enrichment of the files, and its folder; a version of its prompt need not have been measured yet.
 *
 * @throws AppError `definition_invalid`, as `loadEnrichments` does; `not_found`.
 */
export async function loadProposedEnrichment(
  environment: Environment,
  name: string,
): Promise<{ enrichment: Enrichment; folder: string }> {
  const catalogDir = (await findCatalog(environment)) ?? shippedCatalog;
  const given = { catalogDir, names: [name], mayBeUnreleased: true };
  const [enrichment] = await loadEnrichments(given);
  if (enrichment) return { enrichment, folder: join(catalogDir, name) };
  const message = `there is no enrichment ${name} in ${catalogDir}`;
  throw new AppError(message, { code: "not_found", retryable: false });
}

/** Undefined: the one that ships. */
async function findCatalog(environment: Environment): Promise<string | undefined> {
  const named = environment.FIELDWORK_CATALOG || undefined;
  return named ?? (await findConfigPart(environment, "enrichments"));
}

/**
 * The models that may answer in place of each enrichment's own: from FIELDWORK_ROUTE, otherwise from
 * `route` in models.yaml. Other mistakes in that file are reported by whoever asks the models.
 */
export async function findRoute(environment: Environment): Promise<readonly string[] | undefined> {
  const { data: named } = routeSetting.FIELDWORK_ROUTE.safeParse(
    environment.FIELDWORK_ROUTE || undefined,
  );
  if (named !== undefined) return named;
  const given = await readConfigPart(environment, "models.yaml");
  return given && readYaml(given.text, { file: given.file, schema: withRoute }).parsed?.route;
}

const said = z.string().optional();
const withEntries = z.object({
  providers: z
    .array(z.object({ name: z.string(), region: said, dataClass: said }).catch({ name: "" }))
    .catch([]),
});

/** Where the providers of models.yaml store what they are sent, and how they process it, as far as it says so. */
async function findEntries(environment: Environment): Promise<KnownModels["providers"]> {
  const given = await readConfigPart(environment, "models.yaml");
  const read = given && readYaml(given.text, { file: given.file, schema: withEntries }).parsed;
  return new Map(read?.providers.map(({ name, ...about }) => [name, about]));
}

const withRoute = z.object({ route: z.array(z.string()).min(1).optional() });
