import type { SimulatorOptions } from "../core/vendor.ts";

export interface OpenaiOptions extends SimulatorOptions {
  /** The key that calls must carry. */
  apiKey?: string | undefined;
  /** Other keys that are taken; the books tell them apart by their ends. */
  otherApiKeys?: readonly string[] | undefined;
  /** The models it has; any name is one, when left out. */
  models?: readonly string[] | undefined;
  /** How long it thinks about an answer; 5, when left out. */
  latencyMs?: number | undefined;
  /** Limits of each model, unlimited when left out. Tokens are those of the request and its cap of output. */
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
  /** Calls under way at once. OpenAI has no such limit; others that speak its protocol do. */
  maxConcurrency?: number | undefined;
  /** How many it thinks about at once, the others waiting for their turn, as llama-server does; any number, when left out. */
  slots?: number | undefined;
  /** With slots: a call whose caller has hung up is dropped, unless it is told to be worked on and charged for. */
  whenHungUp?: "drop" | "work-on" | undefined;
  now?: (() => number) | undefined;
}
