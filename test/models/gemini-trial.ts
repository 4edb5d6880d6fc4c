import { geminiKind, type ProviderTrial } from "@fieldwork/models/testing";
import { createGeminiSimulator } from "@fieldwork/simulators";
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

/** Google Gemini, as the contract suite tries it. */
export const geminiTrial: ProviderTrial<SimulatedVendor> = {
  ...{ kind: geminiKind, model: "gemini-3.1-flash-lite" },
  vendor: {
    start: startsAt(createGeminiSimulator),
    environment: ({ url, apiKey }) => ({
      ...(apiKey !== undefined && { GEMINI_API_KEY: apiKey }),
      ...(url !== undefined && { GEMINI_BASE_URL: url }),
    }),
    entry: (url) => ({ baseUrl: url }),
    path: /^\/v1\/models\/[\w.-]+:(?:streamGenerateContent\?alt=sse|generateContent)$/,
    oddAnswers,
    withoutUsage: misbehaving("no-usage"),
    finishes: {
      stop: async () => undefined,
      "tool-call": misbehaving("tool-call"),
      paused: "never",
      length: misbehaving("length"),
      "context-length": "never",
      // It filters what other models refuse.
      refusal: "never",
      "content-filter": misbehaving("content-filter"),
      // It says so as an error.
      failed: "never",
      other: finishing("A_NOVEL_END"),
    },
    failures: {
      "too-long": [named("gemini-too-long"), refused(413)],
      "refused-request": [refused(400)],
      // It ends an answer for it.
      "refused-content": [],
      unreadable: [afterwards("empty-choices", { tellsUsage: true })],
      "unknown-model": [refused(404)],
      "refused-parameter": [named("gemini-schema"), named("gemini-thinking")],
      "refused-key": [refused(401), named("gemini-wrong-key"), named("gemini-expired-key")],
      "not-permitted": [refused(403), named("gemini-no-place")],
      quota: [named("gemini-no-plan"), named("gemini-no-credit")],
      "rate-limited": [
        refused(429, { retryAfterS: 3 }),
        refused(429, { reason: "day", retryAfterS: 36_000 }),
        afterwards("error-body"),
      ],
      busy: [refused(503, { retryAfterS: 9 }), afterwards("stream-error")],
      broken: [
        { ...refused(500), outcome: "unknown" },
        { ...refused(504), outcome: "unknown" },
        afterwards("html"),
        afterwards("null-choices"),
      ],
    },
  },
};
