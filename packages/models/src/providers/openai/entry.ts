import { z } from "zod";
import { answerModes } from "../../answer-mode.ts";
import { isPrivateUrl } from "../../http/private-host.ts";
import { accessOf, createDeployments } from "../deployments.ts";
import type { Deployment } from "../provider-entry.ts";
import { defineEntry } from "../provider-kind.ts";
import { createOpenaiProvider, modeOf } from "./provider.ts";
import { openaiKeyFrom } from "./settings.ts";
import { openStandIn } from "./stand-in.ts";

/** What we set ourselves, and what would multiply a call's cost or change what it may do. */
const ownBodyKeys = [
  ...["model", "messages", "input", "instructions", "prompt", "text", "response_format"],
  ...["max_tokens", "max_completion_tokens", "max_output_tokens", "n", "best_of"],
  ...["stream", "stream_options", "service_tier", "store", "background", "conversation"],
  ...["previous_response_id", "tools", "tool_choice", "functions", "function_call", "plugins"],
  ...["web_search_options", "modalities", "audio", "prediction", "include", "logprobs"],
];

/** OpenAI, or a server that speaks its protocol, as `models.yaml` names it. */
export const openaiEntry = defineEntry({
  options: {
    /** The API to use; by default `responses` for OpenAI and `chat` for any other server. */
    api: z.enum(["responses", "chat"]).optional(),
  },
  ...{ ownBodyKeys, modes: answerModes },
  configure({ name, api, deployments, extraBody, extraHeaders }) {
    const keys = deployments.map(keyOf);
    const areOwn = deployments.every(
      ({ baseUrl }) => baseUrl !== undefined && isPrivateUrl(baseUrl),
    );
    return {
      isAskable: keys.every((key) => key !== undefined),
      isFreeUnlessPriced: areOwn,
      identity: [deployments.map(accessOf), api, extraBody, extraHeaders],
      problems: () =>
        keys.every((key) => key !== undefined)
          ? []
          : [
              {
                what: `models.yaml: ${name}.keyEnv`,
                problem: "is missing",
                remedy:
                  "Name the variable of the server's key; a server on this machine or in a private network needs none",
              },
            ],
      create({ logger, accounts }) {
        const [first, ...others] = deployments.map(({ baseUrl }, index) =>
          createOpenaiProvider({
            ...{ name, apiKey: keys[index] ?? "", extraBody, extraHeaders },
            mode: modeOf({ api, baseUrl }),
            ...(baseUrl !== undefined && { baseUrl }),
          }),
        );
        if (first === undefined) throw new RangeError(`${name} has no deployment`);
        const weights = deployments.map(({ weight }) => weight);
        return others.length === 0
          ? first
          : createDeployments([first, ...others], { logger, weights, accounts });
      },
      openStandIn: (answer) =>
        openStandIn({ name, mode: modeOf({ api, baseUrl: deployments[0]?.baseUrl }) }, answer),
    };
  },
});

function keyOf({ apiKey, baseUrl }: Deployment): string | undefined {
  return openaiKeyFrom({ OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl });
}
