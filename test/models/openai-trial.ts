import {
  openaiKind,
  type ProviderTrial,
  type Told,
  type ToldFailure,
  type TrialVendor,
} from "@fieldwork/models/testing";
import {
  createOpenaiSimulator,
  type Misbehaviour,
  type OpenaiCallNote,
  type OpenaiSimulator,
} from "@fieldwork/simulators";

type SimulatedOpenai = TrialVendor & { simulator: OpenaiSimulator };
type Api = "responses" | "chat";

/** OpenAI by one of its APIs, as the contract suite tries it. */
export function openaiTrial(api: Api): ProviderTrial<SimulatedOpenai> {
  return {
    ...{ kind: openaiKind, model: "gpt-6-luna" },
    vendor: {
      start,
      environment: ({ url, apiKey }) => ({
        ...(apiKey !== undefined && { OPENAI_API_KEY: apiKey }),
        ...(url !== undefined && { OPENAI_BASE_URL: `${url}/v1` }),
        OPENAI_API: api,
      }),
      entry: (url) => ({ baseUrl: `${url}/v1`, api }),
      path: api === "chat" ? /^\/v1\/chat\/completions$/ : /^\/v1\/responses$/,
      oddAnswers: {
        prose: misbehaving("prose"),
        malformed: misbehaving("malformed-json"),
        fenced: misbehaving("fenced-json"),
      },
      withoutUsage: misbehaving("no-usage"),
      finishes: {
        stop: async () => undefined,
        "tool-call": misbehaving("tool-call"),
        length: misbehaving("length"),
        refusal: misbehaving("refusal"),
        "content-filter": misbehaving("content-filter"),
        other: unheardOf[api],
        ...(api === "chat"
          ? {
              paused: finishing("pause_turn"),
              "context-length": finishing("model_context_window_exceeded"),
            }
          : { paused: "never", "context-length": "never" }),
        // It says so as an error.
        failed: "never",
      },
      failures: {
        "too-long": [refused(400, { reason: "context_length_exceeded" })],
        "refused-request": [refused(400)],
        "refused-content": [refused(400, { reason: "invalid_prompt" })],
        unreadable: [afterwards("empty-choices", { tellsUsage: true })],
        "unknown-model": [
          refused(404),
          {
            ...refused(400),
            of: "a 400 that names the model",
            tell: vendor("openai-unknown-model-400"),
          },
        ],
        "refused-parameter": [
          {
            ...refused(400),
            of: "a parameter it does not know",
            tell: vendor("mistral-unknown-parameter"),
          },
        ],
        "refused-key": [refused(401)],
        "not-permitted": [refused(403)],
        quota: [refused(429, { reason: "insufficient_quota", retryAfterS: 2 })],
        "rate-limited": [
          refused(429, { retryAfterS: 3 }),
          refused(429, { reason: "tokens", retryAfterS: 0.5 }),
          { ...afterwards("error-body"), waitMs: 1000 },
        ],
        busy: [refused(503, { retryAfterS: 9 }), refused(529)],
        broken: [
          { ...refused(500), outcome: "unknown" },
          { ...refused(502), outcome: "unknown" },
          afterwards("html"),
          afterwards("stream-error"),
          afterwards("upstream-error", { tellsUsage: true }),
        ],
      },
    },
  };
}

async function start(apiKey: string): Promise<SimulatedOpenai> {
  const simulator = createOpenaiSimulator({ latencyMs: 0, apiKey });
  await simulator.start();
  return {
    ...{ simulator, url: simulator.url, stop: () => simulator.stop() },
    async counted() {
      const { calls } = await simulator.books.read();
      const note = calls.at(-1)?.note as OpenaiCallNote | undefined;
      return { inputTokens: note?.inputTokens ?? 0, outputTokens: note?.outputTokens ?? 0 };
    },
  };
}

function misbehaving(how: Misbehaviour): Told<SimulatedOpenai> {
  return ({ simulator }) => simulator.misbehave(how);
}

function vendor(name: string): Told<SimulatedOpenai> {
  return ({ simulator }) => simulator.faults.add({ vendor: name });
}

/** Of a reply that ends as usual, another word for its end. */
function finishing(word: string): Told<SimulatedOpenai> {
  return async (_, relay) =>
    relay.deliver({
      kind: "rewritten",
      rewrite: (body) => body.replace('"finish_reason":"stop"', `"finish_reason":"${word}"`),
    });
}

const unheardOf: Readonly<Record<Api, Told<SimulatedOpenai>>> = {
  chat: finishing("a_novel_end"),
  responses: async (_, relay) =>
    relay.deliver({
      kind: "rewritten",
      rewrite: (body) =>
        body
          .replaceAll("response.completed", "response.incomplete")
          .replaceAll('"status":"completed"', '"status":"incomplete"')
          .replaceAll('"incomplete_details":null', '"incomplete_details":{"reason":"a_novel_end"}'),
    }),
};

interface Refused {
  reason?: string;
  retryAfterS?: number;
}

function refused(status: number, told: Refused = {}): ToldFailure<SimulatedOpenai> {
  const { reason, retryAfterS } = told;
  return {
    of: ["a", status, reason].filter((word) => word !== undefined).join(" "),
    outcome: "rejected",
    tell: ({ simulator }) => simulator.faults.add({ status, ...told }),
    ...(retryAfterS !== undefined && { waitMs: retryAfterS * 1000 }),
  };
}

/** Told once it has worked, and counted. */
function afterwards(
  how: Misbehaviour,
  more: Pick<ToldFailure<SimulatedOpenai>, "tellsUsage"> = {},
): ToldFailure<SimulatedOpenai> {
  return { of: `a good status with ${how}`, outcome: "unknown", tell: misbehaving(how), ...more };
}
