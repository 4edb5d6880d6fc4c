import type { CrmRecord, FieldValues, ObjectName, RecordRef } from "@fieldwork/contracts";
import { stableHash } from "@fieldwork/runtime";
import type { Change, CrmAdapter, DescribedField } from "../crm-adapter.ts";
import { isHiddenFromUs } from "../crm-error.ts";
import { SeenVersions } from "../seen-versions.ts";
import type { MappedActivity } from "./activity-kinds.ts";
import type { CrmActivities } from "./crm-activities.ts";
import { type ContextReaderDeps, createContextReader, type ShownOfKind } from "./read-context.ts";

const rememberedVersions = 20_000;

/** The activities that a record shows now: none of them once it is gone. */
export interface RecordActivities {
  ref: RecordRef;
  /** As the record was read. */
  fields?: FieldValues;
  shown: readonly ShownOfKind[];
}

export interface ContextAdapterDeps extends Pick<ContextReaderDeps, "wants" | "logger"> {
  /** Told what records show, before anybody hears of them. */
  keepShown?: ((records: readonly RecordActivities[]) => Promise<void>) | undefined;
}

/**
 * An adapter whose records have the newest of their activities among their fields, where somebody wants
 * them. A kind that the CRM hides from us stays absent, as a hidden field does; any other failure is that
 * of the read. What an overlapping scan returns again, as it was kept, is left out: its activities would be
 * read each time.
 */
export function createContextAdapter(
  adapter: CrmAdapter,
  { keepShown, ...deps }: ContextAdapterDeps,
): CrmAdapter {
  const { connection, activities } = adapter;
  if (activities === undefined) return adapter;
  const context = createContextReader({ connection, activities, ...deps });
  const seen = new SeenVersions(rememberedVersions);

  async function withRecords<T extends CrmRecord>(
    object: ObjectName,
    records: readonly T[],
    signal: AbortSignal,
  ): Promise<T[]> {
    if (context.wantedOf(object).length === 0) return [...records];
    const ids = records.map(({ ref }) => ref.id);
    const contextOf = await context.read(object, ids, signal);
    await keepShown?.(
      records.map(({ ref, fields }) => ({ ref, fields, shown: contextOf(ref.id).shown })),
    );
    return records.map((one) => added(one, contextOf(one.ref.id).fields));
  }
  async function withChanges(
    object: ObjectName,
    { changes, gone = [] }: { changes: readonly Change[]; gone?: readonly string[] },
    signal: AbortSignal,
  ): Promise<Change[]> {
    const live = changes.flatMap((one) => (one.kind === "changed" ? [one] : []));
    const read = new Map((await withRecords(object, live, signal)).map((one) => [one.ref.id, one]));
    const ended = changes.flatMap(({ kind, ref }) => (kind === "deleted" ? [ref.id] : []));
    const shown = context.wantedOf(object).map(({ kind }) => ({ kind, activityIds: [] }));
    const ends = [...gone, ...ended].map((id) => ({ ref: { connection, object, id }, shown }));
    if (shown.length > 0 && ends.length > 0) await keepShown?.(ends);
    return changes.map((one) => read.get(one.ref.id) ?? one);
  }
  return {
    ...adapter,
    async *readChanges(object, cursor, signal) {
      for await (const page of adapter.readChanges(object, cursor, signal)) {
        const fresh = page.changes.filter((one) => !seen.has(one));
        yield { ...page, changes: await withChanges(object, { changes: fresh }, signal) };
        // Whoever asks for the next page has kept this one.
        if (context.wantedOf(object).length === 0) continue;
        for (const one of fresh) seen.add(one);
      }
    },
    readRecords: async (object, ids, signal) =>
      withRecords(object, await adapter.readRecords(object, ids, signal), signal),
    async readNow(object, ids, signal) {
      const read = await adapter.readNow(object, ids, signal);
      return { ...read, changes: await withChanges(object, read, signal) };
    },
    async readMatching(object, read, signal) {
      const page = await adapter.readMatching(object, read, signal);
      return { ...page, records: await withRecords(object, page.records, signal) };
    },
    async describeFields(object, signal) {
      const fields = await adapter.describeFields(object, signal);
      const wanted = context.wantedOf(object);
      const shown = await Promise.all(
        wanted.map((one) => describe(activities, { object, ...one }, signal)),
      );
      return [...fields, ...shown];
    },
  };
}

/** A record whose activities nobody may see is as it was read. */
function added<T extends CrmRecord>(record: T, context: FieldValues): T {
  if (Object.keys(context).length === 0) return record;
  const { fields, version } = record;
  const contentHash = stableHash({ own: version.contentHash, context });
  return { ...record, fields: { ...fields, ...context }, version: { ...version, contentHash } };
}

async function describe(
  activities: CrmActivities,
  { object, kind, field }: MappedActivity & { object: ObjectName },
  signal: AbortSignal,
): Promise<DescribedField> {
  const about = { field, vendorName: kind, writable: false, isFilterable: false } as const;
  try {
    const hiddenParts = await activities.checkShown({ object, kind }, signal);
    const isWhole = hiddenParts.length === 0;
    return { ...about, type: "text", exists: true, ...(!isWhole && { hiddenParts }) };
  } catch (error) {
    if (!isHiddenFromUs(error)) throw error;
    return { ...about, type: "text", exists: false };
  }
}
