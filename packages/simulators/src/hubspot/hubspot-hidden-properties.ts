import { z } from "zod";
import { parse } from "../core/control-routes.ts";
import type { Reply } from "../core/http-reply.ts";
import type { Journal, JournalPart } from "../core/journal.ts";
import type { Ask } from "../core/remote-control.ts";
import type { Call, Route } from "../core/routes.ts";
import { type AssociationControl, createAssociationRemote } from "./hubspot-associations.ts";
import { type HubspotObject, objectNamed, objectNames } from "./hubspot-objects.ts";
import type { HubspotSchema } from "./hubspot-properties.ts";
import { type WebhookSubscription, webhookSubscription } from "./hubspot-webhooks.ts";

/** What can be done to a simulated portal beside what can be done to any CRM. */
export interface HubspotControl extends AssociationControl {
  /** Takes properties away from the eyes of every caller, as a missing permission does; what they hold stays. */
  hideProperties(object: HubspotObject, names: readonly string[]): Promise<void>;
  showProperties(object: HubspotObject, names: readonly string[]): Promise<void>;
  /** Calls a receiver for every change from now on; undefined ends that. */
  subscribe(subscription: WebhookSubscription | undefined): Promise<void>;
}

interface HiddenEntry {
  object: HubspotObject;
  name: string;
  isHidden: boolean;
}

export interface HiddenProperties {
  set(object: HubspotObject, names: readonly string[], isHidden: boolean): void;
  /** The schema as callers may know it. */
  visible(schema: HubspotSchema): HubspotSchema;
  readonly part: JournalPart;
}

export function createHiddenProperties(journal: Journal): HiddenProperties {
  const hidden = new Map<string, HiddenEntry>();
  const keyOf = (object: HubspotObject, name: string) => `${object}/${name}`;
  const apply = (entry: HiddenEntry) => hidden.set(keyOf(entry.object, entry.name), entry);
  const isHidden = (object: HubspotObject, name: string) =>
    hidden.get(keyOf(object, name))?.isHidden === true;
  return {
    set(object, names, isHiddenNow) {
      for (const name of names) {
        const entry = { object, name, isHidden: isHiddenNow };
        apply(entry);
        journal.stage("hidden", entry);
      }
    },
    visible: (schema) => ({
      ...schema,
      property: (object, name) =>
        isHidden(object, name) ? undefined : schema.property(object, name),
      properties: (object) =>
        [...schema.properties(object)].filter(({ name }) => !isHidden(object, name)),
    }),
    part: {
      restore: (entry) => void apply(entry as HiddenEntry),
      snapshot: () => [...hidden.values()],
    },
  };
}

/** HubSpot leaves out of a record what it does not know, or hides, though a caller names it. */
export function withoutUnknown(reply: Reply, { params }: Call, schema: HubspotSchema): Reply {
  const object = objectNamed(params.type);
  if (object === undefined || !isMap(reply.json)) return reply;
  const { results } = reply.json;
  const strip = (view: unknown) => withKnown(view, (name) => !!schema.property(object, name));
  const json = Array.isArray(results)
    ? { ...reply.json, results: results.map(strip) }
    : strip(reply.json);
  return { ...reply, json };
}

function withKnown(view: unknown, isKnown: (name: string) => boolean): unknown {
  if (!isMap(view)) return view;
  const { properties, propertiesWithHistory } = view;
  const known = (values: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isKnown(name)));
  return {
    ...view,
    ...(isMap(properties) && { properties: known(properties) }),
    ...(isMap(propertiesWithHistory) && { propertiesWithHistory: known(propertiesWithHistory) }),
  };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const told = z.object({
  object: z.enum(objectNames),
  names: z.array(z.string()),
});

const subscribing = z.object({ subscription: webhookSubscription.optional() });

export function hubspotControlRoutes(
  control: Omit<HubspotControl, keyof AssociationControl>,
): Record<string, Route> {
  const route = <T>(schema: z.ZodType<T>, run: (given: T) => Promise<void>): Route => ({
    kind: "control",
    operation: "control",
    async handle({ body }) {
      await run(parse(schema, body));
      return { status: 200, json: {} };
    },
  });
  return {
    "POST /__simulator/hide-properties": route(told, ({ object, names }) =>
      control.hideProperties(object, names),
    ),
    "POST /__simulator/show-properties": route(told, ({ object, names }) =>
      control.showProperties(object, names),
    ),
    "POST /__simulator/subscribe": route(subscribing, ({ subscription }) =>
      control.subscribe(subscription),
    ),
  };
}

/** The controls of a portal in another process. */
export function createHubspotRemote(ask: Ask): HubspotControl {
  return {
    ...createAssociationRemote(ask),
    hideProperties: async (object, names) =>
      void (await ask("POST", "/hide-properties", { object, names })),
    showProperties: async (object, names) =>
      void (await ask("POST", "/show-properties", { object, names })),
    subscribe: async (subscription) => void (await ask("POST", "/subscribe", { subscription })),
  };
}
