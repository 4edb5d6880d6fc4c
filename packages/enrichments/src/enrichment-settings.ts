import { z } from "zod";

const models = z
  .string()
  .transform((text) => text.split(",").map((model) => model.trim()))
  .pipe(z.array(z.string().regex(/^[a-z0-9-]+\/\S+$/, "is no provider/model")).min(1));

/** For the configuration of every service that must agree on who answers. */
export const routeSetting = {
  /** Asked in place of each enrichment's own route, in this order. */
  FIELDWORK_ROUTE: models
    .optional()
    .describe("Set models as provider/model, with commas between, or leave it out"),
};

/** For the configuration of every service: all must know the same enrichments. */
export const catalogSetting = {
  FIELDWORK_CATALOG: z
    .string()
    .optional()
    .describe("Set a folder that holds one folder an enrichment, or leave it out"),
};
