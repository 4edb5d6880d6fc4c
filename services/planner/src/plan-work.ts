import {
  type FieldValues,
  liveWanter,
  type Reason,
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
import { newestOf, type Seen, seenIn } from "./newest-read.ts";

/** A change as the log delivered it, or as a page of a backfill contained it. */
export type ReceivedChange = Pick<Received<RecordChanged>, "event" | "traceparent"> & {
  backfill?: BackfillRequest | undefined;
};

/** What a backfill wants for each record on its pages. */
export interface BackfillRequest {
  id: Wanter;
  enrichments: readonly string[];
}

export interface PlanInput {
  /** In any order, possibly with repetitions. */
  changes: readonly ReceivedChange[];
  known: readonly KnownRecord[];
  enrichments: readonly Enrichment[];
  /** The fields by which records of each object are filtered. */
  filterable: ReadonlyMap<string, readonly string[]>;
}

export interface WorkPlan {
  records: PlannedRecord[];
  work: PlannedWork[];
}

/**
 * What a batch of changes calls for. Pure: the same changes, knowledge and definitions give the same
 * plan.
 *
 * - Of a record's changes, the newest counts (`newestOf`). A change that is already known, or is older
 *   than what is known, calls for nothing.
 * - A later read with the same content calls for nothing either, but replaces what is known, so that an
 *   earlier read with the same timestamp cannot replace it.
 * - The live line wants an enrichment if the fields that it names differ from those last wanted or, if
 *   it was never wanted, from those known before. Our own outputs are not inputs, so an echo of our own
 *   write wants nothing. What was there before the connection was first read counts as known before. It
 *   does not matter which topic brought the change.
 * - A backfill wants its enrichments for each record on its pages, even if nothing has changed.
 * - Without a required input there is nothing to ask: the work ends as skipped, with the reason. While
 *   the input is hidden from us, nobody knows: the work waits until a read shows it.
 * - A deleted record ends the work wanted for it.
 */
export function planWork({ changes, known, enrichments, filterable }: PlanInput): WorkPlan {
  const standing = new Map(known.map((record) => [recordKey(record.ref), record]));
  const plan: WorkPlan = { records: [], work: [] };
  for (const [key, ofRecord] of Map.groupBy(changes, ({ event }) => recordKey(event.ref))) {
    const before = standing.get(key);
    const { newest, seen } = newestIn(ofRecord, before);
    const object = ofRecord[0]?.event.ref.object ?? "";
    const applicable = enrichments.filter((one) => one.object === object);
    const keptBy = { enrichments: applicable, filterable: filterable.get(object) ?? [] };
    if (newest && seen) plan.records.push(plannedRecord(newest, { ...keptBy, seen }));
    plan.work.push(
      ...applicable.flatMap((enrichment) =>
        plannedWork({ changes: ofRecord, newest, before, enrichment }),
      ),
    );
  }
  return plan;
}

/** No newest if what is known is as new as any of them, whichever topic brought it. */
function newestIn(
  changes: readonly ReceivedChange[],
  before: KnownRecord | undefined,
): { newest: ReceivedChange | undefined; seen: Seen | undefined } {
  let newest: ReceivedChange | undefined;
  let seen: Seen | undefined = before;
  for (const change of changes) {
    const now = newestOf(seenIn(change.event), seen);
    if (now !== seen) newest = change;
    seen = now;
  }
  return { newest, seen };
}

function plannedRecord(
  { event, traceparent }: ReceivedChange,
  { enrichments, filterable, seen }: KeptBy & { seen: Seen },
): PlannedRecord {
  const { fields, deleted } = inputsOf(event);
  return {
    ref: event.ref,
    vendorAt: event.version.vendorAt,
    readAt: event.readAt,
    directReadAt: seen.directReadAt,
    contentHash: event.version.contentHash,
    fields: keptFields(fields, { enrichments, filterable }),
    outputs: event.kind === "deleted" ? {} : event.outputs,
    deleted,
    parentId: event.kind === "deleted" ? undefined : event.parentId,
    traceparent: traceparent ?? null,
  };
}

interface KeptBy {
  enrichments: readonly Enrichment[];
  filterable: readonly string[];
}

/** The fields that enrichments name, that name the record, and that it is filtered by. */
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
  /** Replaces what was known. */
  newest: ReceivedChange | undefined;
  before: KnownRecord | undefined;
  enrichment: Enrichment;
}

function plannedWork(situation: RecordSituation): PlannedWork[] {
  const { changes, newest, before, enrichment } = situation;
  const change = newest ?? changes.at(-1);
  const inputs = newest ? inputsOf(newest.event) : before;
  if (change === undefined || inputs === undefined) return [];
  const wanted = wantedNow(inputs, enrichment, newest?.event);
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

function wantersOf(situation: RecordSituation, hash: string): readonly Wanter[] {
  const { changes, newest, enrichment } = situation;
  const backfills = changes.flatMap(({ backfill }) =>
    backfill?.enrichments.includes(enrichment.name) ? [backfill.id] : [],
  );
  const isWantedLive = newest !== undefined && isChanged(situation, hash);
  return [...new Set([...(isWantedLive ? [liveWanter] : []), ...backfills])];
}

/**
 * Whether the live line wants it: its inputs differ from those last wanted, or from those known before
 * if it never was wanted.
 */
function isChanged(
  { changes, newest, before, enrichment }: RecordSituation,
  hash: string,
): boolean {
  const lastWanted = before?.wanted[enrichment.name];
  if (lastWanted !== undefined) return lastWanted !== hash;
  if (newest?.event.kind === "deleted") return false;
  const stood = before ?? historyIn(changes);
  return stood === undefined || wantedNow(stood, enrichment).inputHash !== hash;
}

function historyIn(changes: readonly ReceivedChange[]): Inputs | undefined {
  const found = changes.find(({ event }) => event.kind === "changed" && event.isHistory);
  return found && inputsOf(found.event);
}

/** What an enrichment is asked about. */
type Inputs = Pick<KnownRecord, "deleted" | "fields">;

function inputsOf(event: RecordChanged): { deleted: boolean; fields: FieldValues } {
  return event.kind === "deleted"
    ? { deleted: true, fields: {} }
    : { deleted: false, fields: event.fields };
}

/** Why nothing is asked about a record that is there no more. */
function endOf(event: RecordChanged | undefined): Reason {
  if (event?.kind !== "deleted" || event.became === undefined) {
    return { code: "record-deleted", detail: null };
  }
  const { how, ref } = event.became;
  return { code: `record-${how}`, detail: { into: `${ref.object} ${ref.id}` } };
}

function wantedNow(
  { deleted, fields }: Inputs,
  enrichment: Enrichment,
  event?: RecordChanged,
): Pick<PlannedWork, "inputHash" | "state" | "reason"> {
  if (deleted) {
    return {
      inputHash: "deleted",
      state: "skipped",
      reason: endOf(event),
    };
  }
  const read = fields ?? {};
  const hash = inputHash(enrichment, read);
  const missing = missingInput(enrichment, read);
  if (missing === undefined) return { inputHash: hash, state: "ready", reason: null };
  const state = missing.isHidden ? "hidden" : "skipped";
  return { inputHash: hash, state, reason: missingInputReason(missing) };
}
