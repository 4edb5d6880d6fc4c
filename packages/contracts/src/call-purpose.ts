import { z } from "zod";

/**
 * What a call to a model is for. `work`: a record whose answer may be written. `preflight`: to see what a
 * vendor accepts, without a record. `sample`, `preview`: answers for people to look at, which are not
 * written. `evaluate`: labelled cases. Only `work` must name its row of work.
 */
export const callPurpose = z.enum(["work", "preflight", "sample", "preview", "evaluate"]);
export type CallPurpose = z.infer<typeof callPurpose>;
