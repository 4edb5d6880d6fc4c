import {
  budgetSetting,
  createPrices,
  type DeclaredPrice,
  parseModelRef,
  usdAmount,
} from "@fieldwork/models";
import { AppError, type ConfigProblem, stableHash } from "@fieldwork/runtime";
import { z } from "zod";

const perMinute = z.coerce
  .number()
  .int()
  .min(1)
  .optional()
  .describe("Set what the vendor allows in a minute, or leave it out");

/** Which model providers there are, what they allow and what they charge. */
export const modelSettings = z.object({
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url().optional().describe("Set the URL up to and with /v1"),
  /** Responses at OpenAI, Chat Completions at any other server, unless told. */
  OPENAI_API: z
    .enum(["responses", "chat"])
    .optional()
    .describe("Set responses or chat; servers other than OpenAI's mostly speak chat"),
  OPENAI_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .default(32)
    .describe("Set how many calls may run at once"),
  /** The vendor's limits, held over all of its models and all processes together. */
  OPENAI_REQUESTS_PER_MINUTE: perMinute,
  OPENAI_INPUT_TOKENS_PER_MINUTE: perMinute,
  OPENAI_OUTPUT_TOKENS_PER_MINUTE: perMinute,
  OPENAI_INPUT_USD_PER_MTOK: usdAmount
    .optional()
    .describe("Set US dollars for a million input tokens"),
  OPENAI_OUTPUT_USD_PER_MTOK: usdAmount
    .optional()
    .describe("Set US dollars for a million output tokens"),
  ...budgetSetting,
});
export type ModelSettings = z.infer<typeof modelSettings>;

/** Prices from the settings, for the models of OpenAI's provider that the routes name. */
export function declaredPrices(
  settings: ModelSettings,
  models: readonly string[],
): DeclaredPrice[] {
  const { OPENAI_INPUT_USD_PER_MTOK: input, OPENAI_OUTPUT_USD_PER_MTOK: output } = settings;
  if (input === undefined || output === undefined) return [];
  const named = models.map(parseModelRef).filter(({ provider }) => provider === "openai");
  if (input === 0n && output === 0n) return named.map((ref) => ({ ...ref, free: true }));
  const [inputNanoUsd, outputNanoUsd] = [perToken(input), perToken(output)];
  const rates = { cachedInputNanoUsd: inputNanoUsd, cacheWriteNanoUsd: inputNanoUsd };
  return named.map((ref) => ({ ...ref, price: { inputNanoUsd, outputNanoUsd, ...rates } }));
}

const tokensPerMtok = 1_000_000n;

/** Rounded up: a price is never taken for less than it is. */
function perToken(nanoUsdPerMtok: bigint): bigint {
  return (nanoUsdPerMtok + tokensPerMtok - 1n) / tokensPerMtok;
}

/** What keeps the models of the routes from being asked: no provider, no key, no price. */
export function modelProblems(settings: ModelSettings, models: readonly string[]): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { OPENAI_API_KEY: key, OPENAI_BASE_URL: baseUrl } = settings;
  const asksOpenai = models.some((model) => parseModelRef(model).provider === "openai");
  if (key === undefined && (asksOpenai || baseUrl !== undefined)) {
    problems.push({
      what: "OPENAI_API_KEY",
      problem: asksOpenai ? "is missing" : "is missing, though OPENAI_BASE_URL is set",
      remedy: "Set the server's key; any text where the server wants none",
    });
  }
  const { OPENAI_INPUT_USD_PER_MTOK: input, OPENAI_OUTPUT_USD_PER_MTOK: output } = settings;
  if ((input === undefined) !== (output === undefined)) {
    problems.push({
      what: "OPENAI_INPUT_USD_PER_MTOK and OPENAI_OUTPUT_USD_PER_MTOK",
      problem: "only one of them is set",
      remedy: "Set both (0 and 0 for a model that costs nothing), or neither",
    });
  }
  return [...problems, ...models.flatMap((model) => routeProblems(settings, model))];
}

/** What calls to a provider depend on beside the question: its address and key, as a hash. */
export function providerIdentity(settings: ModelSettings, provider: string): string {
  const { OPENAI_API_KEY: key, OPENAI_BASE_URL: baseUrl, OPENAI_API: api } = settings;
  return stableHash(provider === "openai" ? [provider, key, baseUrl, api] : [provider]);
}

const knownProviders = ["baseline", "openai"];

/** A model without a price is refused at start: no call to it could ever be reserved. */
function routeProblems(settings: ModelSettings, model: string): ConfigProblem[] {
  const ref = parseModelRef(model);
  if (!knownProviders.includes(ref.provider)) {
    const problem = `no provider is called ${ref.provider}`;
    return [
      { what: `route ${model}`, problem, remedy: `Name one of ${knownProviders.join(", ")}` },
    ];
  }
  if (ref.provider === "baseline") return [];
  try {
    createPrices({ declared: declaredPrices(settings, [model]) }).priceOf(ref, new Date());
    return [];
  } catch (error) {
    const remedy =
      "Set OPENAI_INPUT_USD_PER_MTOK and OPENAI_OUTPUT_USD_PER_MTOK; 0 and 0 where it costs nothing";
    const problem =
      AppError.from(error).code === "price_unknown" ? "no price is known" : String(error);
    return [{ what: `route ${model}`, problem, remedy }];
  }
}
