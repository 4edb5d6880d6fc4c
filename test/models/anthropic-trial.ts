import { anthropicKind, type ProviderTrial } from "@fieldwork/models/testing";
import { createAnthropicSimulator } from "@fieldwork/simulators";
import {
  afterwards,
  finishing,
  misbehaving,
  named,
  oddAnswers,
  refused,
  type SimulatedVendor,
  startsAt,
} from "./model-trial.ts";

/** Anthropic, as the contract suite tries it. */
export const anthropicTrial: ProviderTrial<SimulatedVendor> = {
  ...{ kind: anthropicKind, model: "claude-haiku-5-5" },
  vendor: {
    start: startsAt(createAnthropicSimulator),
    environment: ({ url, apiKey }) => ({
      ...(apiKey !== undefined && { ANTHROPIC_API_KEY: apiKey }),
      ...(url !== undefined && { ANTHROPIC_BASE_URL: url }),
    }),
    entry: (url) => ({ baseUrl: url }),
    path: /^\/v1\/messages$/,
    oddAnswers,
    withoutUsage: misbehaving("no-usage"),
    finishes: {
      stop: async () => undefined,
      "tool-call": misbehaving("tool-call"),
      paused: finishing("pause_turn"),
      length: misbehaving("length"),
      "context-length": finishing("model_context_window_exceeded"),
      refusal: misbehaving("refusal"),
      // It calls that a refusal, too.
      "content-filter": "never",
      // It says so as an error.
      failed: "never",
      other: finishing("a_novel_end"),
    },
    failures: {
      "too-long": [refused(413), named("anthropic-too-long"), named("anthropic-context-limit")],
      "refused-request": [refused(400)],
      "refused-content": [named("anthropic-policy")],
      unreadable: [afterwards("empty-choices", { tellsUsage: true })],
      "unknown-model": [refused(404)],
      "refused-parameter": [named("anthropic-thinking"), named("anthropic-max-tokens")],
      "refused-key": [refused(401)],
      "not-permitted": [refused(403)],
      quota: [
        named("anthropic-no-credit"),
        named("anthropic-spend-limit"),
        named("anthropic-billing"),
      ],
      "rate-limited": [refused(429, { retryAfterS: 3 }), afterwards("error-body")],
      busy: [refused(529), refused(503, { retryAfterS: 9 }), afterwards("stream-error")],
      broken: [
        { ...refused(500), outcome: "unknown" },
        { ...refused(504), outcome: "unknown" },
        afterwards("html"),
      ],
    },
  },
};
