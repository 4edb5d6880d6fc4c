import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import type { BookReader } from "../core/books.ts";
import { parse } from "../core/control-routes.ts";
import { type FaultMatch, faultMatch } from "../core/fault-rules.ts";
import type { FaultControls } from "../core/faults.ts";
import type { Reply } from "../core/http-reply.ts";
import { type Caller, createRoutes, type Route } from "../core/routes.ts";
import { createSimulatorServer } from "../core/simulator-server.ts";
import { createSimulatorCore, type SimulatorCore } from "../core/vendor.ts";
import { costOf, type TokenPrices } from "./cost.ts";
import { countWaiting } from "./count-waiting.ts";
import { createLatency } from "./latency.ts";
import { type Misbehaviour, misbehaviour } from "./misbehaviour.ts";
import { createModelEndpoints } from "./model-endpoints.ts";
import { modelIn } from "./model-in.ts";
import type { ModelOptions } from "./model-options.ts";
import type { ModelVendor } from "./model-vendor.ts";
import { createQuestionBook, type RepeatedInputs } from "./question-book.ts";
import { createToldMisbehaviours, type QuestionPredicate } from "./told-misbehaviours.ts";
import { createUsageBook, type ModelUsage } from "./usage-book.ts";

/** What a test tells the simulator, and asks it, behind the backs of those who call it. */
export interface ModelControl {
  readonly faults: FaultControls;
  /** Answered calls, and no others, have a note of type `ModelCallNote`. */
  readonly books: BookReader;
  /** Answers the next call badly, or the next so many; `match` says which calls. */
  misbehave(how: Misbehaviour, match?: FaultMatch): Promise<string>;
  /** By model, all that was charged for. */
  usage(): Promise<Record<string, ModelUsage>>;
  /** Questions that were charged for once, and more than once. */
  repeatedInputs(): Promise<RepeatedInputs>;
  /**
   * All that was charged for at these prices, in nano-USD.
   * @throws Error for a model without a price.
   */
  costOf(prices: TokenPrices): Promise<bigint>;
}

export interface ModelSimulator extends ModelControl {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Without a slash at its end. */
  readonly url: string;
  readonly credentials: { apiKey: string };
  /** Answers badly what a function picks, always or so many times. Returns what takes it back. */
  misbehaveWhen(how: Misbehaviour, isFor: QuestionPredicate, times?: number): () => void;
}

const defaultLatencyMs = 5;

/**
 * A vendor of language models over HTTP, whole or streamed. An answer fits the JSON schema that was sent
 * and follows from the input alone. With a folder, its books outlive the process.
 */
export function createModelSimulator(
  vendor: ModelVendor,
  options: ModelOptions = {},
): ModelSimulator {
  const core = createSimulatorCore(options);
  const { journal } = core;
  const { apiKey = vendor.defaultKey, otherApiKeys = [] } = options;
  const usageBook = createUsageBook(journal);
  const questionBook = createQuestionBook(journal);
  const latency = createLatency(options.latencyMs ?? defaultLatencyMs);
  const told = createToldMisbehaviours();
  const control = controlOf(core, {
    usage: async () => usageBook.read(),
    repeatedInputs: async () => questionBook.read(),
  });
  const parts = { latency, told, usageBook, questionBook };
  const server = createSimulatorServer(
    { ...core, faults: countWaiting(core.faults, usageBook) },
    {
      name: vendor.name,
      routes: createRoutes(createModelEndpoints(vendor, options, parts)),
      controls: controlRoutes(control),
      authenticate: authenticator(vendor, [apiKey, ...otherApiKeys]),
      complete: (reply) => ({ ...reply, headers: { ...vendor.usualHeaders(), ...reply.headers } }),
      renderFault: (fault, { body }) => vendor.fault(fault, modelIn(body) ?? "a-model"),
      notFound: vendor.notFound,
      parts: { usage: usageBook.part, questions: questionBook.part },
      describe: () => ({ credentials: { apiKey }, usage: usageBook.read() }),
    },
    options.port,
  );
  return {
    ...control,
    start: server.start,
    async stop() {
      latency.abandon();
      await server.stop();
    },
    get url() {
      return server.url;
    },
    credentials: { apiKey },
    misbehaveWhen: told.add,
  };
}

export function controlOf(
  { faults, books }: SimulatorCore,
  { usage, repeatedInputs }: Pick<ModelControl, "usage" | "repeatedInputs">,
): ModelControl {
  return {
    ...{ faults, books, usage, repeatedInputs },
    misbehave: (how, match = {}) => faults.add({ kind: "generate", ...match, vendor: how }),
    costOf: async (prices) => costOf(await usage(), prices),
  };
}

function authenticator(vendor: ModelVendor, apiKeys: readonly string[]) {
  return (headers: IncomingHttpHeaders): Caller | Reply => {
    const key = vendor.keyIn(headers);
    if (key === undefined || !apiKeys.includes(key)) return vendor.unauthorized(key);
    return { kind: "integration", id: key.slice(-4) };
  };
}

const misbehaveBody = faultMatch.extend({ how: misbehaviour });

/** Of any simulated vendor of models, at `/__simulator`. */
export function controlRoutes({
  misbehave,
  usage,
  repeatedInputs,
}: ModelControl): Record<string, Route> {
  const handlers: Record<string, Route["handle"]> = {
    "POST /__simulator/misbehave": async ({ body }) => {
      const { how, ...match } = parse<z.infer<typeof misbehaveBody>>(misbehaveBody, body);
      return { status: 200, json: { id: await misbehave(how, match) } };
    },
    "GET /__simulator/usage": async () => ({ status: 200, json: await usage() }),
    "GET /__simulator/repeated-inputs": async () => ({ status: 200, json: await repeatedInputs() }),
  };
  return Object.fromEntries(
    Object.entries(handlers).map(([pattern, handle]) => [
      pattern,
      { kind: "control", operation: "control", handle },
    ]),
  );
}
