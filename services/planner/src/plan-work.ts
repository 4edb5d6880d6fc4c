import {
  type FieldValues,
  liveWanter,
  type RecordChanged,
  recordKey,
  titleFields,
  type Wanter,
} from "@fieldwork/contracts";
import {
  type Enrichment,
  inputHash,
  missingInput,
  missingInputReason,
} from "@fieldwork/enrichments";
import type { Received } from "@fieldwork/event-log";
import type { KnownRecord, PlannedRecord, PlannedWork } from "@fieldwork/store";

/** A change as the log delivered it, or as a page of a backfill brought it. */
export type ReceivedChange = Pick<Received<RecordChanged>, "event" | "traceparent"> & {
  backfill?: BackfillWish | undefined;
};

/** What a backfill wants of each record that its pages bring. */
export interface BackfillWish {
  id: Wanter;
  enrichments: readonly string[];
}

export interface PlanInput {
  /** In any order, and any of them again. */
  changes: readonly ReceivedChange[];
  known: readonly KnownRecord[];
  enrichments: readonly Enrichment[];
  /** The fields of each object that records are filtered by. */
  filterable: ReadonlyMap<string, readonly string[]>;
}

export interface WorkPlan {
  records: PlannedRecord[];
  work: PlannedWork[];
}

/**
 * What a batch of changes calls for. Pure: the same changes, knowledge and definitions give the same plan.
 *
 * - Of a record's changes the newest counts (vendor stamp, then the start of the read); one that stands
 *   already, or is older than what stands, calls for nothing.
 * - A later read that shows the same calls for nothing either; it stands from then on, so that an
 *   earlier read of the same second cannot take its place.
 * - The live line wants an enrichment when the fields it names differ from those last wanted, or, where it
 *   never was, from those that stand: our own outputs are not inputs, so an echo of our own write wants
 *   nothing. It does not matter which topic brought the news.
 * - A backfill wants its enrichments for each record of its pages, though nothing has changed.
 * - Without a required input there is nothing to ask: the work ends as skipped, with its reason. While
 *   the input is hidden from us, nobody knows: the work waits until a read brings it.
 * - A deleted record ends the work wanted for it.
 */
export function planWork({ changes, known, enrichments, filterable }: PlanInput): WorkPlan {
  const standing = new Map(known.map((record) => [recordKey(record.ref), record]));
  const plan: WorkPlan = { records: [], work: [] };
  for (const [key, ofRecord] of Map.groupBy(changes, ({ event }) => recordKey(event.ref))) {
    const before = standing.get(key);
    const newest = newestOf(ofRecord, before);
    const object = ofRecord[0]?.event.ref.object ?? "";
    const applicable = enrichments.filter((one) => one.object === object);
    const keptBy = { enrichments: applicable, filterable: filterable.get(object) ?? [] };
    if (newest) plan.records.push(plannedRecord(newest, keptBy));
    plan.work.push(
      ...applicable.flatMap((enrichment) =>
        plannedWork({ changes: ofRecord, newest, before, enrichment }),
      ),
    );
  }
  return plan;
}

/** What tells two reads of one record apart. */
type Read = Pick<KnownRecord, "vendorAt" | "readAt">;

function readOf({ event }: ReceivedChange): Read {
  return { vendorAt: event.version.vendorAt, readAt: event.readAt };
}

/** The CRM's stamp decides; within one stamp the read that began later, whichever topic brought it. */
function isNewer(one: Read, other: Read): boolean {
  const vendorMs = Date.parse(one.vendorAt) - Date.parse(other.vendorAt);
  return vendorMs !== 0 ? vendorMs > 0 : Date.parse(one.readAt) > Date.parse(other.readAt);
}

/** Undefined when what stands is as new as any of them. */
function newestOf(
  changes: readonly ReceivedChange[],
  before: KnownRecord | undefined,
): ReceivedChange | undefined {
  let newest: ReceivedChange | undefined;
  for (const change of changes) {
    const stands = newest ? readOf(newest) : before;
    if (stands === undefined || isNewer(readOf(change), stands)) newest = change;
  }
  return newest;
}

function plannedRecord(
  { event, traceparent }: ReceivedChange,
  { enrichments, filterable }: KeptBy,
): PlannedRecord {
  const { fields, deleted } = inputsOf(event);
  return {
    ref: event.ref,
    vendorAt: event.version.vendorAt,
    readAt: event.readAt,
    contentHash: event.version.contentHash,
    fields: keptFields(fields, { enrichments, filterable }),
    outputs: event.kind === "deleted" ? {} : event.outputs,
    deleted,
    traceparent: traceparent ?? null,
  };
}

interface KeptBy {
  enrichments: readonly Enrichment[];
  filterable: readonly string[];
}

/** What enrichments name, what the record is called by, and what it is filtered by. */
function keptFields(fields: FieldValues, { enrichments, filterable }: KeptBy): FieldValues {
  const kept = new Set([
    ...enrichments.flatMap(({ inputs }) => inputs.map(({ field }): string => field)),
    ...titleFields,
    ...filterable,
  ]);
  return Object.fromEntries(Object.entries(fields).filter(([field]) => kept.has(field)));
}

interface RecordSituation {
  changes: readonly ReceivedChange[];
  /** Takes the place of what stands. */
  newest: ReceivedChange | undefined;
  before: KnownRecord | undefined;
  enrichment: Enrichment;
}

function plannedWork(situation: RecordSituation): PlannedWork[] {
  const { changes, newest, before, enrichment } = situation;
  const change = newest ?? changes.at(-1);
  const inputs = newest ? inputsOf(newest.event) : before;
  if (change === undefined || inputs === undefined) return [];
  const wanted = wantedNow(inputs, enrichment);
  const wantedBy = wantersOf(situation, wanted.inputHash);
  if (wantedBy.length === 0) return [];
  return [
    {
      ref: change.event.ref,
      enrichment: enrichment.name,
      wantedBy,
      vendorAt: newest?.event.version.vendorAt ?? before?.vendorAt ?? change.event.version.vendorAt,
      traceparent: change.traceparent ?? null,
      ...wanted,
    },
  ];
}

function wantersOf(
  { changes, newest, before, enrichment }: RecordSituation,
  hash: string,
): readonly Wanter[] {
  const backfills = changes.flatMap(({ backfill }) =>
    backfill?.enrichments.includes(enrichment.name) ? [backfill.id] : [],
  );
  const isWantedLive = newest !== undefined && isChanged({ newest, before, enrichment }, hash);
  return [...new Set([...(isWantedLive ? [liveWanter] : []), ...backfills])];
}

/** Whether the live line wants it: its inputs are others than those last wanted, or seen without being wanted. */
function isChanged(
  { newest, before, enrichment }: Omit<RecordSituation, "changes">,
  hash: string,
): boolean {
  const lastWanted = before?.wanted[enrichment.name];
  if (lastWanted !== undefined) return lastWanted !== hash;
  if (newest?.event.kind === "deleted") return false;
  return before === undefined || wantedNow(before, enrichment).inputHash !== hash;
}

/** What an enrichment is asked about. */
type Inputs = Pick<KnownRecord, "deleted" | "fields">;

function inputsOf(event: RecordChanged): { deleted: boolean; fields: FieldValues } {
  return event.kind === "deleted"
    ? { deleted: true, fields: {} }
    : { deleted: false, fields: event.fields };
}

function wantedNow(
  { deleted, fields }: Inputs,
  enrichment: Enrichment,
): Pick<PlannedWork, "inputHash" | "state" | "reason"> {
  if (deleted) {
    return {
      inputHash: "deleted",
      state: "skipped",
      reason: { code: "record-deleted", detail: null },
    };
  }
  const read = fields ?? {};
  const hash = inputHash(enrichment, read);
  const missing = missingInput(enrichment, read);
  if (missing === undefined) return { inputHash: hash, state: "ready", reason: null };
  const state = missing.isHidden ? "hidden" : "skipped";
  return { inputHash: hash, state, reason: missingInputReason(missing) };
}
