import { mistralKind, type ProviderTrial } from "@fieldwork/models/testing";
import { createMistralSimulator } from "@fieldwork/simulators";
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

/** Mistral, as the contract suite tries it. */
export const mistralTrial: ProviderTrial<SimulatedVendor> = {
  ...{ kind: mistralKind, model: "mistral-small-latest" },
  vendor: {
    start: startsAt(createMistralSimulator),
    environment: ({ url, apiKey }) => ({
      ...(apiKey !== undefined && { MISTRAL_API_KEY: apiKey }),
      ...(url !== undefined && { MISTRAL_BASE_URL: url }),
    }),
    entry: (url) => ({ baseUrl: url }),
    path: /^\/v1\/chat\/completions$/,
    oddAnswers,
    withoutUsage: misbehaving("no-usage"),
    finishes: {
      stop: async () => undefined,
      "tool-call": misbehaving("tool-call"),
      paused: "never",
      length: misbehaving("length"),
      "context-length": finishing("model_length"),
      // It refuses in words, or as an error.
      refusal: "never",
      "content-filter": "never",
      // It says so as an error.
      failed: "never",
      other: finishing("a_novel_end"),
    },
    failures: {
      "too-long": [named("mistral-too-long"), refused(413)],
      "refused-request": [refused(400)],
      "refused-content": [named("mistral-moderated")],
      unreadable: [],
      "unknown-model": [refused(404), named("mistral-no-model")],
      "refused-parameter": [named("mistral-extra-input"), named("mistral-schema")],
      "refused-key": [refused(401)],
      "not-permitted": [refused(403)],
      quota: [refused(402)],
      "rate-limited": [refused(429, { retryAfterS: 3 }), afterwards("error-body")],
      busy: [
        refused(503, { retryAfterS: 9 }),
        named("mistral-capacity"),
        afterwards("stream-error"),
      ],
      broken: [
        { ...refused(500), outcome: "unknown" },
        afterwards("html"),
        {
          ...{ of: "an answer that ends with an error", outcome: "unknown", tellsUsage: true },
          tell: finishing("error"),
        },
      ],
    },
  },
};
