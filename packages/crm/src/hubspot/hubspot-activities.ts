import type { ObjectName, RecordRef } from "@fieldwork/contracts";
import { z } from "zod";
import type { ActivityKind, MappedActivity } from "../activities/activity-kinds.ts";
import type { Activity } from "../activities/compose-activities.ts";
import type { CrmActivities, TouchedPage } from "../activities/crm-activities.ts";
import { canonicalText } from "../canonical-values.ts";
import type { Cursor } from "../crm-adapter.ts";
import { isHiddenFromUs } from "../crm-error.ts";
import { type Mapping, objectsOf } from "../mapping/mapping.ts";
import { cursorFromNow } from "../scan-position.ts";
import { chunk } from "../write-suspects.ts";
import { readAssociations } from "./hubspot-associations.ts";
import { readHubspotChanges } from "./hubspot-changes.ts";
import { malformed } from "./hubspot-client.ts";
import type { HubspotContext } from "./hubspot-context.ts";
import { hubspotItemError } from "./hubspot-errors.ts";
import type { HubspotObject } from "./hubspot-fields.ts";
import { hubspotMaxBatch, readFailure } from "./hubspot-reads.ts";
import { hubspotRecord } from "./hubspot-records.ts";
import { readProperties } from "./hubspot-schema.ts";

interface HubspotActivity {
  about: readonly string[];
  /** The first that is set. */
  text: readonly string[];
}

/** HubSpot calls its objects as we do. https://developers.hubspot.com/docs/api-reference/crm-notes-v3/guide */
const kinds: Readonly<Record<ActivityKind, HubspotActivity>> = {
  notes: { about: [], text: ["hs_note_body"] },
  emails: {
    about: ["hs_email_direction", "hs_email_subject"],
    text: ["hs_email_text", "hs_email_html"],
  },
  calls: { about: ["hs_call_direction", "hs_call_title"], text: ["hs_call_body"] },
  tasks: { about: ["hs_task_status", "hs_task_subject"], text: ["hs_task_body"] },
};

const batchReply = z.object({
  results: z.array(hubspotRecord),
  errors: z.array(hubspotItemError).nullish(),
});

export function createHubspotActivities(context: HubspotContext, mapping: Mapping): CrmActivities {
  const mapped = objectsOf(mapping, ({ activities }) => activities);
  return {
    of: mapped,
    readRecent: (ask, signal) => readRecent(context, ask, signal),
    readTouched: (ask, signal) => readTouched(context, ask, signal),
    readRecordsOf: (ask, signal) => readRecordsOf(context, ask, signal),
    async checkShown({ kind }, signal) {
      await readProperties(context.client, activityObject(kind), signal);
      return [];
    },
  };
}

/**
 * Ids go up as activities are logged: of a record that has many, twice as many as are wanted are read, so
 * that one that was logged late finds its place among them.
 */
async function readRecent(
  { client, objectOf }: HubspotContext,
  {
    object,
    activity: { kind, newest },
    ids,
  }: { object: ObjectName; activity: MappedActivity; ids: readonly string[] },
  signal: AbortSignal,
): Promise<Map<string, Activity[]>> {
  const ask = { from: objectOf(object).type, to: kind, ids };
  const logged = await readAssociations(client, ask, signal);
  const latest = new Map(
    [...logged].map(([id, all]) => [id, all.toSorted(compareIds).slice(-2 * newest)]),
  );
  const wanted = new Set([...latest.values()].flat());
  const activities = new Map<string, Activity>();
  for (const batch of chunk([...wanted], hubspotMaxBatch)) {
    const reply = await client.call("read", signal, (apis) =>
      apis.batch.read(kind, {
        properties: propertiesOf(kind),
        propertiesWithHistory: [],
        inputs: batch.map((id) => ({ id })),
      }),
    );
    const parsed = batchReply.safeParse(reply);
    if (!parsed.success) throw malformed(parsed.error);
    const failure = readFailure(parsed.data.errors ?? []);
    if (failure) throw failure;
    for (const row of parsed.data.results) activities.set(row.id, activityFrom(kind, row));
  }
  return new Map(
    [...latest].map(([id, some]) => [id, some.flatMap((one) => activities.get(one) ?? [])]),
  );
}

function propertiesOf(kind: ActivityKind): string[] {
  const { about, text } = kinds[kind];
  return ["hs_timestamp", ...about, ...text];
}

function activityFrom(kind: ActivityKind, { id, properties }: z.infer<typeof hubspotRecord>) {
  const { about, text } = kinds[kind];
  const textOf = (name: string) => canonicalText(properties[name]);
  return {
    id,
    at: textOf("hs_timestamp"),
    about: about.map(textOf),
    text: text.map(textOf).find((one) => one !== null) ?? null,
  };
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  return a.length - b.length || (a < b ? -1 : 1);
}

/** What a scan of a kind needs of it: its stamp, and nothing that it says. */
function activityObject(kind: string): HubspotObject {
  const modifiedAt = "hs_lastmodifieddate";
  return { type: kind, modifiedAt, fields: [], properties: [modifiedAt] };
}

async function* readTouched(
  context: HubspotContext,
  {
    kind,
    objects,
    cursor,
  }: { kind: ActivityKind; objects: readonly ObjectName[]; cursor: Cursor | null },
  signal: AbortSignal,
): AsyncIterable<TouchedPage> {
  const scanned = { ...context, outputs: () => [], objectOf: activityObject };
  const from = cursor ?? cursorFromNow(context.overlap);
  for await (const page of readHubspotChanges(scanned, { object: kind, cursor: from }, signal)) {
    const atMs = new Map(
      page.changes.map(({ ref, version }) => [ref.id, Date.parse(version.vendorAt)]),
    );
    const records = await readRecordsOf(context, { kind, objects, ids: [...atMs.keys()] }, signal);
    const touched = [...records].flatMap(([activity, refs]) =>
      refs.map((ref) => ({ ref, atMs: atMs.get(activity) ?? 0 })),
    );
    yield { touched, cursor: page.cursor };
  }
}

async function readRecordsOf(
  { connection, client, objectOf }: HubspotContext,
  {
    kind,
    objects,
    ids,
  }: { kind: ActivityKind; objects: readonly ObjectName[]; ids: readonly string[] },
  signal: AbortSignal,
): Promise<Map<string, RecordRef[]>> {
  const found = new Map<string, RecordRef[]>();
  for (const object of ids.length === 0 ? [] : objects) {
    const ask = { from: kind, to: objectOf(object).type, ids };
    for (const [activity, records] of await associationsShown(client, ask, signal)) {
      const refs = records.map((id) => ({ connection, object, id }));
      found.set(activity, [...(found.get(activity) ?? []), ...refs]);
    }
  }
  return found;
}

/** Of an object that is hidden from us there are none: that keeps the others from nothing. */
async function associationsShown(
  ...[client, ask, signal]: Parameters<typeof readAssociations>
): Promise<Map<string, string[]>> {
  try {
    return await readAssociations(client, ask, signal);
  } catch (error) {
    if (isHiddenFromUs(error)) return new Map();
    throw error;
  }
}
