import { usdAmount } from "@fieldwork/budget";
import { count, setting } from "@fieldwork/runtime";
import { z } from "zod";
import { isPrivateUrl } from "../../http/private-host.ts";
import type { DeclaredPrice } from "../../prices/model-price.ts";
import { picoUsdPerToken } from "../../prices/usd-per-mtok.ts";

/** The cheapest current model of OpenAI that answers by strict schema. */
export const defaultOpenaiModel = "gpt-6-luna";

const perMinute = (about: string) =>
  setting(count.optional(), { about, set: "what the vendor allows in a minute" });
const usdPerMtok = (tokens: string) =>
  setting(usdAmount.optional(), {
    about: `US dollars for a million ${tokens} of a model that is not in OpenAI's price list`,
    set: `US dollars for a million ${tokens}`,
  });

export const openaiSettings = {
  OPENAI_API_KEY: setting(z.string().optional(), {
    about:
      "The key for OpenAI or for a server that speaks its protocol; a server on this machine or in a private network needs none",
    set: "the key",
    secret: true,
  }),
  OPENAI_BASE_URL: setting(z.url().optional(), {
    about: "A server that speaks OpenAI's protocol, in place of OpenAI",
    set: "the URL up to and including /v1",
  }),
  OPENAI_API: setting(z.enum(["responses", "chat"]).optional(), {
    about:
      "The API to use; unless set, Responses for OpenAI and Chat Completions for any other server",
    set: "responses or chat; servers other than OpenAI's mostly offer chat",
  }),
  OPENAI_CONCURRENCY: setting(count.optional(), {
    about:
      "Concurrent calls across all processes; unless set, found out from how fast calls are answered",
    set: "how many calls may run at once",
  }),
  OPENAI_REQUESTS_PER_MINUTE: perMinute(
    "Requests per minute that the vendor allows, for all of its models and all processes together",
  ),
  OPENAI_INPUT_TOKENS_PER_MINUTE: perMinute("The same for input tokens"),
  OPENAI_OUTPUT_TOKENS_PER_MINUTE: perMinute("The same for output tokens"),
  OPENAI_INPUT_USD_PER_MTOK: usdPerMtok("input tokens"),
  OPENAI_OUTPUT_USD_PER_MTOK: usdPerMtok("output tokens"),
};
const schema = z.object(openaiSettings);
export type OpenaiSettings = z.output<typeof schema>;

// What a server that wants no key is sent, for the client insists on one.
const noKey = "no-key-is-set";

/** The key to ask with; undefined: there is no server to ask. */
export function openaiKeyFrom(
  settings: Pick<OpenaiSettings, "OPENAI_API_KEY" | "OPENAI_BASE_URL">,
): string | undefined {
  return settings.OPENAI_API_KEY ?? (isOwnServer(settings) ? noKey : undefined);
}

export function isOwnServer({
  OPENAI_BASE_URL: baseUrl,
}: Pick<OpenaiSettings, "OPENAI_BASE_URL">): boolean {
  return baseUrl !== undefined && isPrivateUrl(baseUrl);
}

export function openaiPricesFrom(settings: OpenaiSettings): DeclaredPrice[] {
  const { OPENAI_INPUT_USD_PER_MTOK: input, OPENAI_OUTPUT_USD_PER_MTOK: output } = settings;
  if (input === undefined || output === undefined) return [];
  const every = { provider: "openai", model: "*" };
  if (input === 0n && output === 0n) return [{ ...every, free: true }];
  const [inputPicoUsd, outputPicoUsd] = [picoUsdPerToken(input), picoUsdPerToken(output)];
  const rates = { cachedInputPicoUsd: inputPicoUsd, cacheWritePicoUsd: inputPicoUsd };
  return [{ ...every, price: { inputPicoUsd, outputPicoUsd, ...rates } }];
}
