import { testLogger } from "@fieldwork/runtime/testing";
import { expect, onTestFinished } from "vitest";
import { z } from "zod";
import { collectReply } from "../../collect-reply.ts";
import type { ModelEvent, ModelProvider, ModelReply, ModelRequest } from "../../model-provider.ts";
import { ProviderError } from "../../provider-error.ts";
import {
  configureProviders,
  type Providers,
  providersFromEntries,
} from "../../providers/configure-providers.ts";
import { loadModelsFile } from "../../providers/models-file.ts";
import type { ProviderKind } from "../../providers/provider-kind.ts";
import { fenceFields } from "../../render-input.ts";
import type { TrialVendor, TriedKind, VendorTrial } from "./provider-trial.ts";
import { type Relay, startRelay } from "./relay.ts";

/** Of no form that a filter could know. */
export const trialKey = "open-sesame-and-twice-around";
export const trialHeader = "said-the-walrus-to-the-oysters";

export const entryName = "of-the-file";

export const never = new AbortController().signal;

export const trialTask = "company-profile";
export const trialFields = {
  name: "Nordic Wind 1",
  description:
    "Nordic Wind 1 sells electricity from wind to households in Åre – and “only” there 👩‍💻. Founded in 1990.",
};

const nullableText = { type: ["string", "null"] };

/** Asks for a sentence about one company. */
export function questionOf(model: string): ModelRequest {
  const output = {
    type: "object",
    properties: { evidence: nullableText, value: nullableText, confidence: { type: "number" } },
    required: ["evidence", "value", "confidence"],
    additionalProperties: false,
  };
  return {
    ...{ model, task: trialTask, instructions: "Say what the company does." },
    input: fenceFields(trialFields),
    schema: {
      type: "object",
      properties: { summary: output },
      required: ["summary"],
      additionalProperties: false,
    },
    maxOutputTokens: 400,
  };
}

/** Providers of one kind under an environment. */
export function providersIn(kind: ProviderKind, environment: Record<string, string>): Providers {
  return configureProviders(z.object(kind.settings).parse(environment), [kind]);
}

export interface OpenedTrial {
  providers: Providers;
  provider: ModelProvider;
}

export type OpenTrial = () => Promise<OpenedTrial>;

export function openProvider(
  { kind, tasks = new Map() }: TriedKind,
  environment: Record<string, string>,
): OpenedTrial {
  const providers = providersIn(kind, environment);
  const provider = providers.create({ tasks, logger: testLogger() }).get(kind.name);
  if (!provider) throw new Error(`${kind.name} has nobody to ask in this environment`);
  onTestFinished(async () => provider.close?.());
  return { providers, provider };
}

export interface OpenedAtVendor<Vendor> extends OpenedTrial {
  vendor: Vendor;
  relay: Relay;
}

async function openVendor<Vendor extends TrialVendor>(start: VendorTrial<Vendor>["start"]) {
  const vendor = await start(trialKey);
  onTestFinished(() => vendor.stop());
  const relay = await startRelay(vendor.url);
  onTestFinished(() => relay.stop());
  return { vendor, relay };
}

/** The provider, and a vendor of this test's own behind a relay. */
export async function openAtVendor<Vendor extends TrialVendor>(
  trial: TriedKind,
  { start, environment }: Pick<VendorTrial<Vendor>, "start" | "environment">,
): Promise<OpenedAtVendor<Vendor>> {
  const { vendor, relay } = await openVendor(start);
  const access = { url: relay.url, apiKey: trialKey };
  return { ...openProvider(trial, environment(access)), vendor, relay };
}

/** The same as an entry of models.yaml configures it, with a header of its own that is secret. */
export async function openByEntry<Vendor extends TrialVendor>(
  { kind, tasks = new Map() }: TriedKind,
  { start, entry }: Pick<VendorTrial<Vendor>, "start" | "entry">,
): Promise<OpenedAtVendor<Vendor>> {
  const { vendor, relay } = await openVendor(start);
  const { entry: form } = kind;
  if (!form) throw new Error(`no entry of models.yaml names ${kind.name}`);
  const said = {
    ...{ name: entryName, kind: kind.name, keyEnv: "TRIAL_KEY", ...entry(relay.url) },
    extraHeaders: { "X-Trial": { env: "TRIAL_HEADER" } },
  };
  const entries = loadModelsFile(
    { file: "models.yaml", text: JSON.stringify({ providers: [said] }) },
    {
      environment: { TRIAL_KEY: trialKey, TRIAL_HEADER: trialHeader },
      kinds: [{ ...kind, entry: form }],
    },
  );
  const providers = providersFromEntries(entries, [kind]);
  const provider = providers.create({ tasks, logger: testLogger() }).get(entryName);
  if (!provider) throw new Error(`${kind.name} has nobody to ask by its entry`);
  onTestFinished(async () => provider.close?.());
  return { providers, provider, vendor, relay };
}

export function ask(
  provider: ModelProvider,
  asked: ModelRequest,
  signal: AbortSignal = never,
): Promise<ModelReply> {
  return collectReply(provider.prepare(asked).send(signal));
}

export async function eventsOf(
  provider: ModelProvider,
  asked: ModelRequest,
): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of provider.prepare(asked).send(never)) events.push(event);
  return events;
}

/** The ProviderError of a call that gave no answer; anything else fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => expect.unreachable("the call was answered"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  return error;
}
