import type { ObjectName } from "@fieldwork/contracts";
import { z } from "zod";
import { type ActivityKind, activityFields, activityKinds } from "../activities/activity-kinds.ts";
import type { Hint, ToldActivity, WebhookCall, WebhookVerdict } from "../hint.ts";
import { jsonOrUndefined } from "../json.ts";
import { namesOfObject } from "./hubspot-pages.ts";
import { signatureProblem } from "./hubspot-signature.ts";

const id = z.union([z.string(), z.number()]).transform(String).pipe(z.string().regex(/^\d+$/));
const text = z.string().optional().catch(undefined);

/** One event, as much of it as we use; what it says of values is never taken for the change. */
const webhookEvent = z.object({
  subscriptionType: text,
  eventType: text,
  objectTypeId: text,
  objectId: id.optional().catch(undefined),
  propertyName: text,
  occurredAt: z.number().optional().catch(undefined),
  changeSource: text,
  primaryObjectId: id.optional().catch(undefined),
  mergedObjectIds: z.array(id).optional().catch(undefined),
  newObjectId: id.optional().catch(undefined),
  associationType: text,
  fromObjectTypeId: text,
  fromObjectId: id.optional().catch(undefined),
  toObjectTypeId: text,
  toObjectId: id.optional().catch(undefined),
});
type WebhookEvent = z.infer<typeof webhookEvent>;

export interface WebhookContext {
  connection: string;
  clientSecret: string;
  /** The canonical object, by any of HubSpot's names for it; undefined for one that is not read. */
  objectOf(name: string): ObjectName | undefined;
  /** Whether a property is one that is read of an object. */
  isRead(object: ObjectName, property: string): boolean;
}

/** Checks a delivery, and says which records it is about: each event on its own, whatever stands beside it. */
export function parseHubspotWebhook(
  call: WebhookCall,
  context: WebhookContext,
  nowMs: number,
): WebhookVerdict {
  const why = signatureProblem(call, { clientSecret: context.clientSecret, nowMs });
  if (why !== undefined) return { kind: "refused", why };
  const body = jsonOrUndefined(call.rawBody.toString("utf8"));
  const events = (Array.isArray(body) ? body : [body]).flatMap((one) => {
    const parsed = webhookEvent.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
  return {
    kind: "hints",
    hints: events.flatMap((event) => hintsIn(event, context, nowMs)),
    ...activitiesIn(events, context, nowMs),
  };
}

/** Sources of a change that touch many records at once. */
const bulkSources: readonly string[] = ["IMPORT", "MIGRATION", "BATCH_UPDATE"];

/** What an event is about, by one of HubSpot's names for it, and what became of it. */
function subjectOf({ subscriptionType, eventType, objectTypeId }: WebhookEvent) {
  const [name = "", what = ""] = (subscriptionType ?? eventType ?? "").split(".");
  return { name: objectTypeId ?? name, what };
}

function hintsIn(event: WebhookEvent, context: WebhookContext, nowMs: number): Hint[] {
  const { name, what } = subjectOf(event);
  if (what === "associationChange") return associatedIn(event, context, nowMs);
  const object = context.objectOf(name);
  if (object === undefined) return [];
  const { propertyName } = event;
  if (propertyName !== undefined && !context.isRead(object, propertyName)) return [];
  const common = timeOf(event, nowMs);
  return idsIn(event, what).map((recordId) => ({
    ref: { connection: context.connection, object, id: recordId },
    kind: kinds[what] ?? "changed",
    ...common,
  }));
}

function timeOf({ occurredAt, changeSource = "" }: WebhookEvent, nowMs: number) {
  return { atMs: occurredAt ?? nowMs, isBulk: bulkSources.includes(changeSource) };
}

const kindsByName: ReadonlyMap<string, ActivityKind> = new Map(
  activityKinds.flatMap((kind) => namesOfObject(kind).map((name) => [name, kind] as const)),
);

/**
 * The record on which an activity was logged, or from which it was taken; each side is told on its own. What
 * else is associated with a record is not read.
 */
function associatedIn(
  event: WebhookEvent,
  { connection, objectOf }: WebhookContext,
  nowMs: number,
): Hint[] {
  // As NOTE_TO_COMPANY, before there were subscriptions of any object.
  const [fromName, toName] = (event.associationType ?? "").toLowerCase().split("_to_");
  const from = { name: event.fromObjectTypeId ?? fromName ?? "", id: event.fromObjectId };
  const to = { name: event.toObjectTypeId ?? toName ?? "", id: event.toObjectId };
  return [
    [from, to],
    [to, from],
  ].flatMap(([side, other]) => {
    const object = objectOf(side?.name ?? "");
    const kind = kindsByName.get(other?.name ?? "");
    if (object === undefined || side?.id === undefined || kind === undefined) return [];
    const ref = { connection, object, id: side.id };
    return [{ ref, kind: "changed", ...timeOf(event, nowMs), field: activityFields[kind] }];
  });
}

function activitiesIn(
  events: readonly WebhookEvent[],
  { connection }: WebhookContext,
  nowMs: number,
): { ended: ToldActivity[]; restored: ToldActivity[] } {
  const told = events.flatMap((event) => {
    const { name, what } = subjectOf(event);
    const kind = kindsByName.get(name);
    const { objectId: id } = event;
    if (kind === undefined || id === undefined) return [];
    return [{ became: kinds[what], activity: { connection, kind, id, ...timeOf(event, nowMs) } }];
  });
  const those = (became: Hint["kind"]) =>
    told.filter((one) => one.became === became).map(({ activity }) => activity);
  return { ended: those("deleted"), restored: those("restored") };
}

const kinds: Readonly<Record<string, Hint["kind"]>> = {
  deletion: "deleted",
  privacyDeletion: "deleted",
  restore: "restored",
};

/**
 * A merge is told of the record that is left and of those that it was merged from: if it is deleted before it is read,
 * nothing else shows that they ended.
 */
function idsIn(event: WebhookEvent, what: string): string[] {
  const { objectId, newObjectId, primaryObjectId, mergedObjectIds = [] } = event;
  const ids = what === "merge" ? [newObjectId, primaryObjectId, ...mergedObjectIds] : [];
  return [...new Set([...ids, objectId])].filter((id) => id !== undefined);
}
