import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { RecordStore, StoredRecord } from "../core/record-store.ts";
import type { Caller } from "../core/routes.ts";
import type { HubspotRef } from "./hubspot-associations.ts";
import { type HubspotObject, objects } from "./hubspot-objects.ts";

export const webhookSubscription = z.object({
  /** Called with POST, for every change from now on. */
  url: z.string(),
  /** Sends every event twice, the second time in a delivery of its own. */
  sendsTwice: z.boolean().optional(),
  /** Sends the events of a delivery in the reverse of their order. */
  reverses: z.boolean().optional(),
});
export type WebhookSubscription = z.infer<typeof webhookSubscription>;

/** What a portal tells an app that subscribed to its changes, signed as HubSpot signs. */
export interface HubspotWebhooks {
  subscribe(subscription: WebhookSubscription | undefined): void;
  /** Resolves once everything was delivered, or given up. */
  settled(): Promise<void>;
  /** The same store, whose changes are told. */
  telling(store: RecordStore): RecordStore;
  /** Tells of a merge in place of what it consists of. */
  tellMerge(merge: () => MergedRecords, by: Caller, atMs: number): StoredRecord;
  /** Tells of two records that were associated, or are no longer, from either side. */
  tellAssociation(
    both: readonly [HubspotRef, HubspotRef],
    change: { isRemoved: boolean; by: Caller; atMs: number },
  ): void;
}

export interface MergedRecords {
  left: StoredRecord;
  from: readonly StoredRecord[];
}

export interface WebhookApp {
  portalId: number;
  appId: number;
  clientSecret: string;
}

type WebhookEvent = Record<string, unknown>;

/** https://developers.hubspot.com/changelog/public-beta-generic-webhook-subscriptions */
const namedInSubscriptions: ReadonlySet<string> = new Set(["contact", "company", "deal", "ticket"]);

/** Fewer than 100 events a call. */
const mostEvents = 99;
const mostAttempts = 10;
/** Each wait is twice the one before: 25 s in all, where HubSpot takes a day. */
const firstWaitMs = 50;
const longestAnswerMs = 5000;

export function createHubspotWebhooks(app: WebhookApp): HubspotWebhooks {
  let subscription: WebhookSubscription | undefined;
  let waiting: WebhookEvent[] = [];
  let delivering: Promise<void> | undefined;
  let isMuted = false;
  let lastEventId = 3_000_000_000;

  function push({ what, atMs, by }: Told, event: WebhookEvent): void {
    if (subscription === undefined || isMuted) return;
    lastEventId += 1;
    waiting.push({
      ...{ eventId: lastEventId, subscriptionId: 2_100_000 + what.length, portalId: app.portalId },
      ...{ appId: app.appId, occurredAt: atMs, attemptNumber: 0, ...sourceOf(by), ...event },
    });
    delivering ??= deliverAll().finally(() => {
      delivering = undefined;
    });
  }
  const note: Note = (record, by, { what, atMs, ...more }) => {
    const { singular, typeId } = objects[record.object as HubspotObject];
    // Only these had subscriptions of their own before there were those of any object.
    const isNamed = namedInSubscriptions.has(singular);
    push(
      { what, atMs, by },
      {
        ...(isNamed
          ? { subscriptionType: `${singular}.${what}` }
          : { subscriptionType: `object.${what}`, objectTypeId: typeId }),
        ...{ objectId: Number(record.id), ...more },
      },
    );
  };

  async function deliverAll(): Promise<void> {
    // What changes together is told together.
    await wait(5);
    while (waiting.length > 0 && subscription !== undefined) {
      const events = waiting.splice(0, mostEvents);
      const { sendsTwice, reverses, url } = subscription;
      await deliver(app, url, reverses ? events.toReversed() : events);
      if (sendsTwice) await deliver(app, url, events);
    }
    waiting = [];
  }

  return {
    subscribe(given) {
      subscription = given;
    },
    async settled() {
      while (delivering) await delivering;
    },
    telling: (store) => tellingStore(store, note),
    tellMerge(merge, by, atMs) {
      isMuted = true;
      const { left, from } = merge();
      isMuted = false;
      const [primary] = from;
      note(left, by, {
        ...{ what: "merge", atMs, objectId: Number(primary?.id), newObjectId: Number(left.id) },
        primaryObjectId: Number(primary?.id),
        mergedObjectIds: from.slice(1).map(({ id }) => Number(id)),
        numberOfPropertiesMoved: 1,
      });
      return left;
    },
    tellAssociation([one, other], { isRemoved, by, atMs }) {
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        push(
          { what: "associationChange", atMs, by },
          {
            subscriptionType: "object.associationChange",
            ...{ fromObjectTypeId: objects[from.object].typeId, fromObjectId: Number(from.id) },
            ...{ toObjectTypeId: objects[to.object].typeId, toObjectId: Number(to.id) },
            ...{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 1 },
            ...{ associationRemoved: isRemoved, isPrimaryAssociation: false },
          },
        );
      }
    },
  };
}

interface Told {
  what: string;
  atMs: number;
  by: Caller;
}

type Note = (
  record: StoredRecord,
  by: Caller,
  told: WebhookEvent & { what: string; atMs: number },
) => void;

function tellingStore(store: RecordStore, note: Note): RecordStore {
  return {
    ...store,
    create(record, { by, atMs }) {
      const made = store.create(record, { by, atMs });
      note(made, by, { what: "creation", atMs, changeFlag: "CREATED" });
      return made;
    },
    update(record, fields, { by, atMs }) {
      store.update(record, fields, { by, atMs });
      for (const [propertyName, value] of Object.entries(fields)) {
        const propertyValue = value === null ? "" : String(value);
        note(record, by, { what: "propertyChange", atMs, propertyName, propertyValue });
      }
    },
    remove(record, { by, atMs }) {
      store.remove(record, { by, atMs });
      note(record, by, { what: "deletion", atMs });
    },
    restore(record, { by, atMs }) {
      store.restore(record, { by, atMs });
      note(record, by, { what: "restore", atMs });
    },
  };
}

function sourceOf({ kind, id }: Caller): WebhookEvent {
  if (kind === "person") return { changeSource: "CRM_UI", sourceId: `userId:${id}` };
  if (kind === "system") return { changeSource: "IMPORT", sourceId: "1" };
  return { changeSource: "INTEGRATION", sourceId: id };
}

/** Until it is taken: HubSpot calls again after any refusal, and after five seconds without an answer. */
async function deliver(
  app: WebhookApp,
  url: string,
  events: readonly WebhookEvent[],
): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const body = JSON.stringify(events.map((event) => ({ ...event, attemptNumber: attempt })));
    const timestamp = `${Date.now()}`;
    const signature = createHmac("sha256", app.clientSecret)
      .update(`POST${url}${body}${timestamp}`)
      .digest("base64");
    try {
      const reply = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-hubspot-request-timestamp": timestamp,
          "x-hubspot-signature-v3": signature,
        },
        body,
        signal: AbortSignal.timeout(longestAnswerMs),
      });
      if (reply.ok) return;
    } catch {
      // It calls again, as after a refusal.
    }
    if (attempt < mostAttempts - 1)
      await wait(firstWaitMs * 2 ** attempt, undefined, { ref: false });
  }
}
