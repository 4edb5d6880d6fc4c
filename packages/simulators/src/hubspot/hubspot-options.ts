import type { TextStorage } from "../core/store-text.ts";
import type { SimulatorOptions } from "../core/vendor.ts";
import type { HubspotWorkflow } from "./hubspot-workflow-routes.ts";

export interface HubspotOptions extends SimulatorOptions {
  portalId?: number | undefined;
  /** Tokens, in place of those that the simulator makes up from its portal id. */
  tokens?: { integration: string; person: string } | undefined;
  /**
   * What a batch does with an input that is not valid. `whole-batch`, the default: refuses all with 400.
   * `per-input`: does the rest and answers 207. `by-trace-id`: the latter only where every input has an
   * `objectWriteTraceId` of its own. A record that is missing is always told apart, with 207.
   */
  batchErrors?: "whole-batch" | "per-input" | "by-trace-id" | undefined;
  /** Its workflows, as the Automation API shows them; none, when left out. */
  workflows?: readonly HubspotWorkflow[] | undefined;
  /** How long search does not see a change. */
  indexLagMs?: number | undefined;
  /** Limits, each unlimited when left out. HubSpot's own are 5, 100 to 250, and 250,000 upwards. */
  searchesPerSecond?: number | undefined;
  callsPerTenSeconds?: number | undefined;
  callsPerDay?: number | undefined;
  /** What it does to text that is written; nothing, when left out. */
  textStorage?: TextStorage | undefined;
  /** Whether each login of the public app replaces its refresh token. */
  rotatesRefreshTokens?: boolean | undefined;
  now?: (() => number) | undefined;
}
