import { costClass } from "@fieldwork/contracts";
import { limitWindowForm } from "@fieldwork/limits";
import { variableName } from "@fieldwork/runtime";
import { z } from "zod";
import { answerModes } from "../answer-mode.ts";
import { usdPerMtok } from "../prices/usd-per-mtok.ts";

const count = z.int().min(1);

const limitWindow = limitWindowForm(["requests", "input-tokens", "output-tokens"]);

/** The limits that most vendors have, each optional. */
const commonLimits = z.strictObject({
  /** Concurrent calls; `adaptive`, the default, finds out from how fast calls are answered. */
  concurrency: z.union([count, z.literal("adaptive")]).optional(),
  requestsPerMinute: count.optional(),
  inputTokensPerMinute: count.optional(),
  outputTokensPerMinute: count.optional(),
});

/** What the vendor allows: those, or any list of windows. */
const limits = z.union([commonLimits, z.array(limitWindow).min(1)]);
export type EntryLimits = z.infer<typeof limits>;

/** US dollars for a million tokens. */
const price = z.strictObject({
  input: usdPerMtok,
  output: usdPerMtok,
  /** By default the same as input. */
  cachedInput: usdPerMtok.optional(),
  /** By default the same as input. */
  cacheWrite: usdPerMtok.optional(),
});
export type EntryPrice = z.infer<typeof price>;

/** How a model is brought to answer by a schema; by default the vendor holds it to that. */
const mode = z.enum(answerModes);

const listedModel = z
  .strictObject({
    /** As routes name it after the slash; `*` stands for every model that is not named. */
    name: z.string().min(1),
    /** It costs nothing, and no budget limits it. */
    free: z.literal(true).optional(),
    price: price.optional(),
    limits: limits.optional(),
    mode: mode.optional(),
    /** What it charges, where enrichments limit that; by default, by its price. */
    costClass: costClass.optional(),
  })
  .refine((one) => one.free === undefined || one.price === undefined, {
    path: ["free"],
    error: "is given together with a price",
  });

const address = z.url("is not a URL").refine((url) => {
  const { username, password } = URL.parse(url) ?? {};
  return username === "" && password === "";
}, "contains a user name or password, which must not be written in the file");

/** One way to the same models: another key, or another server. */
const deployment = z.strictObject({
  baseUrl: address.optional(),
  /** The variable that holds the key. */
  keyEnv: variableName.optional(),
  /** Its share of the calls beside those of the others; by default 1. */
  weight: z.int().min(1).max(1000).optional(),
});

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, "is not the name of a header");
const header = z.union([z.string(), z.strictObject({ env: variableName })]);

/** What an entry of `models.yaml` may say, whatever its kind. */
export const commonEntry = z.strictObject({
  /** As routes name it before the slash; also the name of its lane. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "must consist of lower-case letters, digits and hyphens"),
  /** Up to and including `/v1`; by default the vendor's own. */
  baseUrl: address.optional(),
  /** The variable that holds the key. A server on this machine or in a private network needs none. */
  keyEnv: variableName.optional(),
  /** Several keys or servers in place of one, which take turns; one that rests is skipped. */
  deployments: z.array(deployment).min(1).optional(),
  limits: limits.optional(),
  /** What the vendor takes off its list prices, as agreed with it; at most two digits after the point. */
  discountPercent: z.number().min(0).lt(100).multipleOf(0.01).optional(),
  /** The prices of models that no price list knows, and the limits and modes of single models. */
  models: z.array(listedModel).optional(),
  /** Of all models that name none of their own. */
  mode: mode.optional(),
  /** Sent with each request, in addition to the question. */
  extraBody: z.record(z.string(), z.json()).optional(),
  /** A secret is named as `{ env: VARIABLE }`. */
  extraHeaders: z.record(headerName, header).optional(),
  /** Where the server stores what it is sent: enrichments may name the regions they allow. */
  region: z.string().min(1).optional(),
  /** How it processes what it is sent: enrichments may name the ways they allow. */
  dataClass: z.string().min(1).optional(),
});
export type CommonEntry = z.output<typeof commonEntry>;

/** One way to the models of an entry, with its secrets filled in. */
export interface Deployment {
  baseUrl: string | undefined;
  apiKey: string | undefined;
  weight?: number | undefined;
}

/** An entry with its secrets filled in. */
export interface ProviderEntry
  extends Omit<CommonEntry, "extraHeaders" | "deployments" | "keyEnv"> {
  deployments: readonly Deployment[];
  extraHeaders: Readonly<Record<string, string>>;
}
