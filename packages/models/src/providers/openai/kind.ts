import { windowsFrom } from "@fieldwork/limits";
import type { ConfigProblem } from "@fieldwork/runtime";
import { priceTable } from "../../prices/price-table.ts";
import { defineProvider } from "../provider-kind.ts";
import { openaiEntry } from "./entry.ts";
import openaiTable from "./prices.json" with { type: "json" };
import { createOpenaiProvider, modeOf } from "./provider.ts";
import {
  defaultOpenaiModel,
  isOwnServer,
  type OpenaiSettings,
  openaiKeyFrom,
  openaiPricesFrom,
  openaiSettings,
} from "./settings.ts";
import { openStandIn } from "./stand-in.ts";

/** OpenAI, and any server that speaks its protocol. */
export const openaiKind = defineProvider({
  name: "openai",
  title: "OpenAI",
  settings: openaiSettings,
  prices: priceTable.parse(openaiTable),
  shortWay: {
    ...{ prefix: "OPENAI", defaultModel: defaultOpenaiModel },
    aboutModel: "The model to ask when there is a key or a server of your own",
  },
  entry: openaiEntry,
  configure(settings) {
    const { OPENAI_API_KEY: key, OPENAI_BASE_URL: baseUrl, OPENAI_API: api } = settings;
    const apiKey = openaiKeyFrom(settings);
    return {
      isAskable: apiKey !== undefined,
      windows: windowsFrom({
        concurrency: settings.OPENAI_CONCURRENCY ?? "adaptive",
        requestsPerMinute: settings.OPENAI_REQUESTS_PER_MINUTE,
        inputTokensPerMinute: settings.OPENAI_INPUT_TOKENS_PER_MINUTE,
        outputTokensPerMinute: settings.OPENAI_OUTPUT_TOKENS_PER_MINUTE,
      }),
      declaredPrices: openaiPricesFrom(settings),
      isFreeUnlessPriced: isOwnServer(settings),
      priceRemedy:
        "set OPENAI_INPUT_USD_PER_MTOK and OPENAI_OUTPUT_USD_PER_MTOK; 0 and 0 where it costs nothing",
      identity: [key, baseUrl, api],
      problems: (isRouted) => [...keyProblems(settings, isRouted), ...priceProblems(settings)],
      create: () =>
        createOpenaiProvider({
          apiKey: apiKey ?? "",
          mode: modeOf({ api, baseUrl }),
          ...(baseUrl !== undefined && { baseUrl }),
        }),
      openStandIn: (answer) =>
        openStandIn({ name: "openai", mode: modeOf({ api, baseUrl }) }, answer),
    };
  },
});

function keyProblems(settings: OpenaiSettings, isRouted: boolean): ConfigProblem[] {
  const isWanted = isRouted || settings.OPENAI_BASE_URL !== undefined;
  if (openaiKeyFrom(settings) !== undefined || !isWanted) return [];
  return [
    {
      what: "OPENAI_API_KEY",
      problem: isRouted ? "is missing" : "is missing, though OPENAI_BASE_URL is set",
      remedy: "Set the server's key; a server on this machine or in a private network needs none",
    },
  ];
}

function priceProblems({
  OPENAI_INPUT_USD_PER_MTOK: input,
  OPENAI_OUTPUT_USD_PER_MTOK: output,
}: OpenaiSettings): ConfigProblem[] {
  if ((input === undefined) === (output === undefined)) return [];
  return [
    {
      what: "OPENAI_INPUT_USD_PER_MTOK and OPENAI_OUTPUT_USD_PER_MTOK",
      problem: "only one of them is set",
      remedy: "Set both (0 and 0 for a model that costs nothing), or neither",
    },
  ];
}
