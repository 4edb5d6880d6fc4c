import { type FieldValues, type RecordChanged, recordKey } from "@fieldwork/contracts";
import {
  type Enrichment,
  inputHash,
  missingInput,
  missingInputReason,
} from "@fieldwork/enrichments";
import type { KnownRecord, PlannedRecord, PlannedWork } from "@fieldwork/store";

/** One change as the log delivered it. */
export interface SeenChange {
  event: RecordChanged;
  traceparent: string | null;
}

export interface PlanInput {
  /** In any order, and any of them again. */
  changes: readonly SeenChange[];
  known: readonly KnownRecord[];
  enrichments: readonly Enrichment[];
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
 * - An enrichment is wanted when the fields it names differ from those last wanted: our own outputs
 *   are not inputs, so an echo of our own write wants nothing.
 * - Without a required input there is nothing to ask: the work ends as skipped, with its reason. While
 *   the input is hidden from us, nobody knows: the work waits until a read brings it.
 * - A deleted record ends the work wanted for it.
 */
export function planWork({ changes, known, enrichments }: PlanInput): WorkPlan {
  const standing = new Map(known.map((record) => [recordKey(record.ref), record]));
  const newest = new Map<string, SeenChange>();
  for (const change of changes) {
    const key = recordKey(change.event.ref);
    const before = newest.get(key);
    const stands = before ? readOf(before) : standing.get(key);
    if (stands === undefined || isNewer(readOf(change), stands)) newest.set(key, change);
  }
  const plan: WorkPlan = { records: [], work: [] };
  for (const [key, change] of newest) {
    const applicable = enrichments.filter(({ object }) => object === change.event.ref.object);
    plan.records.push(plannedRecord(change, applicable));
    plan.work.push(...plannedWork(change, standing.get(key), applicable));
  }
  return plan;
}

/** What tells two reads of one record apart. */
type Read = Pick<KnownRecord, "vendorAt" | "readAt">;

function readOf({ event }: SeenChange): Read {
  return { vendorAt: event.version.vendorAt, readAt: event.readAt };
}

/** The CRM's stamp decides; within one stamp the read that began later, whichever topic brought it. */
function isNewer(one: Read, other: Read): boolean {
  const vendorMs = Date.parse(one.vendorAt) - Date.parse(other.vendorAt);
  return vendorMs !== 0 ? vendorMs > 0 : Date.parse(one.readAt) > Date.parse(other.readAt);
}

function plannedRecord(
  { event, traceparent }: SeenChange,
  enrichments: readonly Enrichment[],
): PlannedRecord {
  const named = new Set(enrichments.flatMap(({ inputs }) => inputs.map(({ field }) => field)));
  const fields: FieldValues =
    event.kind === "deleted"
      ? {}
      : Object.fromEntries(Object.entries(event.fields).filter(([field]) => named.has(field)));
  return {
    ref: event.ref,
    vendorAt: event.version.vendorAt,
    readAt: event.readAt,
    contentHash: event.version.contentHash,
    fields,
    deleted: event.kind === "deleted",
    traceparent,
  };
}

function plannedWork(
  change: SeenChange,
  known: KnownRecord | undefined,
  enrichments: readonly Enrichment[],
): PlannedWork[] {
  return enrichments.flatMap((enrichment): PlannedWork[] => {
    const wanted = wantedNow(change, enrichment);
    const before = known?.wanted[enrichment.name];
    if (before === wanted.inputHash) return [];
    if (change.event.kind === "deleted" && before === undefined) return [];
    return [
      {
        ref: change.event.ref,
        enrichment: enrichment.name,
        class: "live",
        wantedBy: "live",
        vendorAt: change.event.version.vendorAt,
        traceparent: change.traceparent,
        ...wanted,
      },
    ];
  });
}

function wantedNow(
  { event }: SeenChange,
  enrichment: Enrichment,
): Pick<PlannedWork, "inputHash" | "state" | "reason"> {
  if (event.kind === "deleted") {
    return {
      inputHash: "deleted",
      state: "skipped",
      reason: { code: "record-deleted", detail: null },
    };
  }
  const hash = inputHash(enrichment, event.fields);
  const missing = missingInput(enrichment, event.fields);
  if (missing === undefined) return { inputHash: hash, state: "ready", reason: null };
  const state = missing.isHidden ? "hidden" : "skipped";
  return { inputHash: hash, state, reason: missingInputReason(missing) };
}
