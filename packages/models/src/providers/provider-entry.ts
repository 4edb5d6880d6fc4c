import { limitWindowForm } from "@fieldwork/limits";
import { variableName } from "@fieldwork/runtime";
import { z } from "zod";
import { usdPerMtok } from "../prices/usd-per-mtok.ts";

const count = z.int().min(1);

const limitWindow = limitWindowForm(["requests", "input-tokens", "output-tokens"]);

/** The limits that vendors know most; absent: no limit. */
const commonLimits = z.strictObject({
  /** Calls at once; `adaptive`, which is the default, finds out from how fast they are answered. */
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
  /** As input, unless told. */
  cachedInput: usdPerMtok.optional(),
  /** As input, unless told. */
  cacheWrite: usdPerMtok.optional(),
});
export type EntryPrice = z.infer<typeof price>;

const listedModel = z
  .strictObject({
    /** As routes name it after the slash; `*` stands for every model that is not named. */
    name: z.string().min(1),
    /** It costs nothing, and no budget holds it. */
    free: z.literal(true).optional(),
    price: price.optional(),
    limits: limits.optional(),
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
});

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, "is not the name of a header");
const header = z.union([z.string(), z.strictObject({ env: variableName })]);

/** What an entry of `models.yaml` says whatever its kind. */
export const commonEntry = z.strictObject({
  /** As routes name it before the slash; its lane is called so too. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "must consist of lower-case letters, digits and hyphens"),
  /** Up to and with `/v1`; the vendor's own, unless told. */
  baseUrl: address.optional(),
  /** The variable that holds the key. A server on this machine or in a private network needs none. */
  keyEnv: variableName.optional(),
  /** Several keys or servers in place of one, which take turns; one that rests is passed over. */
  deployments: z.array(deployment).min(1).optional(),
  limits: limits.optional(),
  /** What models cost that no price list knows, and what single ones allow. */
  models: z.array(listedModel).optional(),
  /** Sent with each request, beside what is asked. */
  extraBody: z.record(z.string(), z.json()).optional(),
  /** A secret is named as `{ env: VARIABLE }`. */
  extraHeaders: z.record(headerName, header).optional(),
  /** Where the server keeps what it is sent; for whoever reviews the file. */
  region: z.string().min(1).optional(),
  /** What it may be sent; for whoever reviews the file. */
  dataClass: z.string().min(1).optional(),
});
export type CommonEntry = z.output<typeof commonEntry>;

/** One way to the models of an entry, its secrets in place. */
export interface Deployment {
  baseUrl: string | undefined;
  apiKey: string | undefined;
}

/** An entry with its secrets in place. */
export interface ProviderEntry
  extends Omit<CommonEntry, "extraHeaders" | "deployments" | "keyEnv"> {
  deployments: readonly Deployment[];
  extraHeaders: Readonly<Record<string, string>>;
}
