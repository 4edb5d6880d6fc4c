import {
  createPrices,
  type DeclaredPrice,
  isPrivateUrl,
  type Prices,
  parseModelRef,
  usdAmount,
} from "@fieldwork/models";
import { AppError, type ConfigProblem, count, setting, stableHash } from "@fieldwork/runtime";
import { z } from "zod";

const perMinute = (about: string) =>
  setting(count.optional(), { about, set: "what the vendor allows in a minute" });
const usdPerMtok = (tokens: string) =>
  setting(usdAmount.optional(), {
    about: `US dollars for a million ${tokens} of a model that is not in OpenAI's price list`,
    set: `US dollars for a million ${tokens}`,
  });

/** Which model providers there are, what they allow and what they charge. */
export const modelSettings = z.object({
  OPENAI_API_KEY: setting(z.string().optional(), {
    about:
      "The key of OpenAI, or of a server that speaks its protocol; one on this machine or in a private network needs none",
    set: "the key",
    secret: true,
  }),
  OPENAI_BASE_URL: setting(z.url().optional(), {
    about: "A server that speaks OpenAI's protocol, in place of OpenAI",
    set: "the URL up to and with /v1",
  }),
  OPENAI_API: setting(z.enum(["responses", "chat"]).optional(), {
    about: "The protocol; unless set, Responses at OpenAI and Chat Completions at any other server",
    set: "responses or chat; servers other than OpenAI's mostly speak chat",
  }),
  OPENAI_CONCURRENCY: setting(count.optional(), {
    about:
      "Calls at once, over all processes; unless set, it is found out from how fast they are answered",
    set: "how many calls may run at once",
  }),
  OPENAI_REQUESTS_PER_MINUTE: perMinute(
    "Requests that the vendor allows, over all of its models and all processes together",
  ),
  OPENAI_INPUT_TOKENS_PER_MINUTE: perMinute("The same for input tokens"),
  OPENAI_OUTPUT_TOKENS_PER_MINUTE: perMinute("The same for output tokens"),
  OPENAI_INPUT_USD_PER_MTOK: usdPerMtok("input tokens"),
  OPENAI_OUTPUT_USD_PER_MTOK: usdPerMtok("output tokens"),
});
export type ModelSettings = z.infer<typeof modelSettings>;

/** What models cost: as declared, else as listed, else nothing on a server of one's own. */
export function pricesFrom(settings: ModelSettings): Prices {
  return createPrices({
    declared: declaredPrices(settings),
    freeProviders: isOwnServer(settings) ? ["openai"] : [],
  });
}

/** Whether calls to a model of a route are free, so that no budget holds them. */
export function isFreeModel(settings: ModelSettings, model: string): boolean {
  const price = pricesFrom(settings).priceOf(parseModelRef(model), new Date());
  return price.inputPicoUsd === 0n && price.outputPicoUsd === 0n;
}

// What a server that wants no key is sent, for the client insists on one.
const noKey = "no-key-is-set";

/** The key to ask with; undefined: there is no server to ask. */
export function openaiKeyFrom(settings: ModelSettings): string | undefined {
  return settings.OPENAI_API_KEY ?? (isOwnServer(settings) ? noKey : undefined);
}

function isOwnServer({ OPENAI_BASE_URL: baseUrl }: ModelSettings): boolean {
  return baseUrl !== undefined && isPrivateUrl(baseUrl);
}

function declaredPrices(settings: ModelSettings): DeclaredPrice[] {
  const { OPENAI_INPUT_USD_PER_MTOK: input, OPENAI_OUTPUT_USD_PER_MTOK: output } = settings;
  if (input === undefined || output === undefined) return [];
  const every = { provider: "openai", model: "*" };
  if (input === 0n && output === 0n) return [{ ...every, free: true }];
  const [inputPicoUsd, outputPicoUsd] = [picoUsdPerToken(input), picoUsdPerToken(output)];
  const rates = { cachedInputPicoUsd: inputPicoUsd, cacheWritePicoUsd: inputPicoUsd };
  return [{ ...every, price: { inputPicoUsd, outputPicoUsd, ...rates } }];
}

const picoPerNano = 1000n;
const tokensPerMtok = 1_000_000n;

/** Rounded up: a price is never taken for less than it is. */
function picoUsdPerToken(nanoUsdPerMtok: bigint): bigint {
  return (nanoUsdPerMtok * picoPerNano + tokensPerMtok - 1n) / tokensPerMtok;
}

/** What keeps the models of the routes from being asked: no provider, no key, no price. */
export function modelProblems(settings: ModelSettings, models: readonly string[]): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { OPENAI_BASE_URL: baseUrl } = settings;
  const asksOpenai = models.some((model) => parseModelRef(model).provider === "openai");
  if (openaiKeyFrom(settings) === undefined && (asksOpenai || baseUrl !== undefined)) {
    problems.push({
      what: "OPENAI_API_KEY",
      problem: asksOpenai ? "is missing" : "is missing, though OPENAI_BASE_URL is set",
      remedy: "Set the server's key; a server on this machine or in a private network needs none",
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

/** The providers that can be asked under these settings; each has a lane. */
export function providersOf(settings: ModelSettings): string[] {
  return openaiKeyFrom(settings) === undefined ? ["baseline"] : knownProviders;
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
    pricesFrom(settings).priceOf(ref, new Date());
    return [];
  } catch (error) {
    return [{ what: `route ${model}`, ...priceProblem(AppError.from(error)) }];
  }
}

const setPrice =
  "set OPENAI_INPUT_USD_PER_MTOK and OPENAI_OUTPUT_USD_PER_MTOK; 0 and 0 where it costs nothing";
const endedModel = z.object({ on: z.string(), successor: z.string() });

function priceProblem({ code, message, details }: AppError): Omit<ConfigProblem, "what"> {
  const ended = endedModel.safeParse(details.ended).data;
  if (ended) {
    return {
      problem: `OpenAI has shut this model down on ${ended.on}`,
      remedy: `Ask ${ended.successor} in its place or, where your server still has it, ${setPrice}`,
    };
  }
  const problem = code === "price_unknown" ? "no price is known" : message;
  return { problem, remedy: setPrice.replace("set", "Set") };
}
