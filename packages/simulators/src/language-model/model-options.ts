import type { SimulatorOptions } from "../core/vendor.ts";

export interface ModelOptions extends SimulatorOptions {
  /** The key that calls must carry. */
  apiKey?: string | undefined;
  /** Other keys that are taken; the books tell them apart by their ends. */
  otherApiKeys?: readonly string[] | undefined;
  /** The models it has; any name is one, when left out. */
  models?: readonly string[] | undefined;
  /** How long it thinks about an answer; 5, when left out. */
  latencyMs?: number | undefined;
  /** Limits of each model, unlimited when left out. */
  requestsPerMinute?: number | undefined;
  inputTokensPerMinute?: number | undefined;
  /** Of what was given as output, not of the cap. */
  outputTokensPerMinute?: number | undefined;
  requestsPerDay?: number | undefined;
  /** Calls under way at once. */
  maxConcurrency?: number | undefined;
  /** How many it thinks about at once, the others waiting for their turn; any number, when left out. */
  slots?: number | undefined;
  /** With slots: a call whose caller has hung up is dropped, unless it is told to be worked on and charged for. */
  whenHungUp?: "drop" | "work-on" | undefined;
  /**
   * A file of replies to give in turn, in place of answers: one a line, as
   * `{"status":200,"headers":{},"body":…}`, where a list is a stream of events.
   */
  recordings?: string | undefined;
  now?: (() => number) | undefined;
}
