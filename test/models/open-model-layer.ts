import { randomUUID } from "node:crypto";
import { totalSpec } from "@fieldwork/budget";
import { createMemoryBudget, type RecordedCall } from "@fieldwork/budget/testing";
import type { NanoUsd, OutputSpec } from "@fieldwork/contracts";
import { type CommonLimits, createInProcessAdmission, windowsFrom } from "@fieldwork/limits";
import {
  createModelLayer,
  createOpenaiProvider,
  createPrices,
  type GenerateRequest,
  type ModelPrice,
  providerScope,
  renderInput,
} from "@fieldwork/models";
import { createLogger, isAppError } from "@fieldwork/runtime";
import {
  createOpenaiSimulator,
  type ModelUsage,
  type OpenaiSimulator,
} from "@fieldwork/simulators";
import { onTestFinished } from "vitest";

const outputs: readonly OutputSpec[] = [
  {
    name: "industry",
    field: "ai_industry",
    label: "AI industry",
    type: "choice",
    options: ["Energy", "Information Technology", "Real Estate"],
  },
  {
    name: "summary",
    field: "ai_summary",
    label: "AI summary",
    type: "text",
    maxChars: 300,
    maxSentences: 2,
  },
];

/** 100 and 400 nano-USD a token: easy to reckon by. */
const localPrice: ModelPrice = {
  inputPicoUsd: 100_000n,
  cachedInputPicoUsd: 100_000n,
  cacheWritePicoUsd: 100_000n,
  outputPicoUsd: 400_000n,
};

export interface OpenOptions {
  limitNanoUsd?: NanoUsd;
  /** By provider. */
  limits?: Readonly<Record<string, CommonLimits>>;
  latencyMs?: number;
  /** By provider. */
  regions?: Readonly<Record<string, string>>;
}

/** The model layer over two simulated vendors: OpenAI by Responses, `local` by Chat Completions. */
export async function openModelLayer({
  limitNanoUsd,
  limits = {},
  latencyMs = 0,
  regions = {},
}: OpenOptions = {}) {
  const openai = await startSimulator(latencyMs);
  const local = await startSimulator(latencyMs);
  const providers = [
    createOpenaiProvider({ ...sideOf(openai), mode: "responses" }),
    createOpenaiProvider({ ...sideOf(local), name: "local", mode: "chat-completions" }),
  ];
  onTestFinished(async () => {
    for (const provider of providers) await provider.close?.();
  });
  const lines: string[] = [];
  const logger = createLogger({
    service: "test",
    level: "info",
    destination: { write: (line) => void lines.push(line) },
  });
  const budget = createMemoryBudget([totalSpec(limitNanoUsd ?? 10n ** 18n)]);
  const layer = createModelLayer({
    providers: new Map(providers.map((provider) => [provider.name, provider])),
    prices: createPrices({ declared: [{ provider: "local", model: "*", price: localPrice }] }),
    budget,
    aboutOf: ({ provider }) => ({ region: regions[provider] }),
    admission: createInProcessAdmission({
      limits: Object.fromEntries(
        Object.entries(limits).map(([provider, one]) => [
          providerScope(provider),
          { windows: windowsFrom(one) },
        ]),
      ),
    }),
    logger,
  });
  return {
    openai,
    local,
    budget,
    /** What was logged, as it would be read. */
    logged: (): unknown[] => lines.map((line) => JSON.parse(line)),
    generate: (request: Partial<GenerateRequest> = {}, signal = new AbortController().signal) =>
      layer.generate({ ...question(), ...request }, signal),
  };
}

async function startSimulator(latencyMs: number): Promise<OpenaiSimulator> {
  const simulator = createOpenaiSimulator({ latencyMs });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  return simulator;
}

function sideOf({ baseUrl, credentials }: OpenaiSimulator) {
  return { baseUrl, ...credentials };
}

/** A company of whose text each call has its own. */
export function question(name = "Acme AB"): GenerateRequest {
  const description = `${name} builds information technology for hospitals. It also rents out offices.`;
  const rendered = renderInput({ name, description }, [
    { field: "description", maxChars: 2000 },
    { field: "name", maxChars: 200 },
  ]);
  return {
    callId: randomUUID(),
    workId: "1",
    wantedBy: ["live"],
    purpose: "work",
    task: "company-profile",
    instructions: "Classify the company.",
    input: rendered.text,
    fields: rendered.fields,
    outputs,
    route: ["openai/gpt-6-luna"],
    maxOutputTokens: 400,
    deadlineMs: 10_000,
    attemptTimeoutMs: 5000,
    connection: "acme",
    workClass: "live",
    beforeSend: async () => undefined,
  };
}

/** What the simulated `local` would put on its bill. */
export function billOf(usage: ModelUsage | undefined): NanoUsd {
  return BigInt(usage?.inputTokens ?? 0) * 100n + BigInt(usage?.outputTokens ?? 0) * 400n;
}

export async function failureOf(call: Promise<unknown>) {
  const error = await call.then(
    () => new Error("the call was answered"),
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw error;
  return error;
}

export function ends(calls: readonly RecordedCall[]) {
  return calls.map(({ kind, provider, settlement }) => [kind, provider, settlement?.outcome]);
}
