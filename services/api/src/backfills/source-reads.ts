import { randomBytes } from "node:crypto";
import { type RecordFilter, reasonText } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import {
  cancelSourceRead,
  countRecords,
  type FilterField,
  findEnrichmentNow,
  listFilterFields,
  listSourceReads,
  orderSourceRead,
  type SourceRead,
} from "@fieldwork/store/backfills";
import type { Reader } from "@fieldwork/store/reading";
import { findConnectionTerms } from "@fieldwork/store/terms";
import { readCheckedFilter } from "../filters/read-checked-filter.ts";
import type { Actor, OrderDeps } from "../orders.ts";
import { type CrmQuota, quotaOf } from "./sheet/estimate-crm-calls.ts";

export interface SourceReadRequest {
  /** Its object is read. */
  enrichment: string;
  connection: string;
  /** As text or as JSON. */
  filter: RecordFilter | string;
  /** What matches is counted, and not read. */
  countsOnly?: boolean | undefined;
}

/**
 * Has the connector read what a filter matches in the CRM itself, so that a backfill knows it: records
 * that were never read, and fields that are read only since they are filterable. It wants no work.
 *
 * @throws AppError `request_invalid` if there is no such enrichment, or field to filter by.
 */
export async function orderRead(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { enrichment, connection, filter: given, countsOnly = false }: SourceReadRequest,
): Promise<{ id: string }> {
  const id = `read-${randomBytes(4).toString("hex")}`;
  return database.transaction(async (tx) => {
    const now = await findEnrichmentNow(tx, enrichment);
    if (!now) throw invalid(`no enrichment ${enrichment} is released`);
    const { object } = now;
    const fields = await listFilterFields(tx, { connection, object });
    const filter = readCheckedFilter(given, { object, fields });
    await orderSourceRead(tx, {
      id,
      connection,
      object,
      filter,
      countsOnly,
      orderedBy: actor.name,
    });
    await audit(tx, {
      ...{ actor, order: "reads.order", subject: `reads/${id}` },
      ...{ before: null, after: { connection, object, countsOnly } },
    });
    return { id };
  });
}

/** @throws AppError `not_found`; `request_invalid` if it has ended. */
export async function cancelRead(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { id, connection }: { id: string; connection?: string | undefined },
): Promise<{ state: SourceRead["state"] }> {
  return database.transaction(async (tx) => {
    const [read] = await listSourceReads(tx, { limit: 1, id, connection });
    if (!read) throw unknown(id);
    if (!(await cancelSourceRead(tx, id)))
      throw invalid(`${id} has ended: there is nothing to cancel`);
    await audit(tx, {
      ...{ actor, order: "reads.cancel", subject: `reads/${id}` },
      ...{ before: { state: read.state }, after: { state: "cancelled" } },
    });
    return { state: "cancelled" };
  });
}

/**
 * What a filter can ask of the records of an enrichment.
 *
 * @throws AppError `request_invalid` if there is no such enrichment.
 */
export async function showFilterFields(
  reader: Reader,
  { enrichment, connection }: Pick<SourceReadRequest, "enrichment" | "connection">,
): Promise<FilterField[]> {
  const now = await findEnrichmentNow(reader, enrichment);
  if (!now) throw invalid(`no enrichment ${enrichment} is released`);
  return listFilterFields(reader, { connection, object: now.object });
}

export interface SourceReadView extends Omit<SourceRead, "reason"> {
  /** What is left of the CRM's day. */
  quota: Pick<CrmQuota, "left" | "aboveFloor" | "floorPercent" | "seenAt">;
  /** How many that match the store knows now. */
  known: number;
  /** Why it failed, for people. */
  why: string | null;
}

/** @throws AppError `not_found` */
export async function showRead(
  reader: Reader,
  id: string,
  connection?: string,
): Promise<SourceReadView> {
  const [read] = await listSourceReads(reader, { limit: 1, id, connection });
  if (!read) throw unknown(id);
  const { reason, count: counted, ...rest } = read;
  const count = counted && { ...counted, calls: counted.calls ?? null };
  const { aDay: _, ...quota } = quotaOf(await findConnectionTerms(reader, read.connection));
  const known = await countRecords(reader, read);
  return { ...rest, count, quota, known, why: reason && reasonText(reason) };
}

function unknown(id: string): AppError {
  return new AppError(`there is no read ${id}`, { code: "not_found", retryable: false });
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
