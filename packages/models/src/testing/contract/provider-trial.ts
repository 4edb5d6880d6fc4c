import type { CallOutcome } from "@fieldwork/http";
import type { FinishReason, TokenUsage } from "../../model-provider.ts";
import type { ProviderErrorReason } from "../../provider-error.ts";
import type { ProviderDeps, ProviderKind } from "../../providers/provider-kind.ts";
import type { Relay } from "./relay.ts";

/** A kind of provider that the contract suite tries out. */
export interface TriedKind {
  kind: ProviderKind;
  /** One of its models, which answers whatever it is asked. */
  model: string;
  /** For a model that learns from an enrichment's examples. */
  tasks?: ProviderDeps["tasks"];
}

/** The same, with whoever is asked. */
export interface ProviderTrial<Vendor extends TrialVendor = TrialVendor> extends TriedKind {
  /** Undefined: it asks nobody, so that nothing can go wrong on the way. */
  vendor?: VendorTrial<Vendor>;
}

/** The vendor behind a provider, and what it can be told. Whatever goes wrong on the way the suite does itself. */
export interface VendorTrial<Vendor extends TrialVendor> {
  /** Starts a vendor that takes this key and no other. */
  start(apiKey: string): Promise<Vendor>;
  /** The environment by which the provider asks a vendor at this address; without one, the vendor's own. */
  environment(access: VendorAccess): Record<string, string>;
  /** What an entry of models.yaml says to reach it there, beside its name, its kind and its key. */
  entry(url: string): Readonly<Record<string, unknown>>;
  /** The path of its own API. */
  path: RegExp;
  /** Its next answer is prose, or JSON that ends too early, or the right JSON among prose. */
  oddAnswers: Readonly<Record<"prose" | "malformed" | "fenced", Told<Vendor>>>;
  /** How its next answer ends. */
  finishes: Readonly<Record<FinishReason, Told<Vendor> | "never">>;
  /** How it fails the next call; none: it never does so. */
  failures: Readonly<Record<VendorReason, readonly ToldFailure<Vendor>[]>>;
  /** Its next answer does not say what was used. */
  withoutUsage: Told<Vendor> | "never";
}

export interface VendorAccess {
  /** Without a slash at its end. */
  url?: string | undefined;
  apiKey?: string | undefined;
}

/** A simulated vendor, for one test. */
export interface TrialVendor {
  readonly url: string;
  /** What it counted of the call that it answered last, as its bill has it. */
  counted(): Promise<Pick<TokenUsage, "inputTokens" | "outputTokens">>;
  stop(): Promise<void>;
}

/** Tells the vendor, or the relay before it, what comes next. */
export type Told<Vendor extends TrialVendor> = (vendor: Vendor, relay: Relay) => Promise<unknown>;

/** Reasons that a vendor gives; the others are the suite's, or of the layer above. */
export type VendorReason = Exclude<
  ProviderErrorReason,
  "not-configured" | "unpriced" | "truncated" | "timed-out" | "unreachable"
>;

export interface ToldFailure<Vendor extends TrialVendor> {
  /** Of several for one reason, which this is. */
  of: string;
  tell: Told<Vendor>;
  outcome: CallOutcome;
  /** How long the vendor asks us to stay away. */
  waitMs?: number;
  /** It says what was used although it failed. */
  tellsUsage?: true;
}
