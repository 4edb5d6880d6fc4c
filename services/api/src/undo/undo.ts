import { randomBytes } from "node:crypto";
import { liveWanter, type RecordRef, type Wanter, wanter } from "@fieldwork/contracts";
import { AppError, stableHash } from "@fieldwork/runtime";
import { type NewWriteOrder, placeOrders, stopWanting } from "@fieldwork/store";
import type { Reader } from "@fieldwork/store/reading";
import {
  countOrdersOf,
  findWrittenFields,
  lockUndo,
  type RunOrders,
  type WriteFilter,
  type WrittenField,
} from "@fieldwork/store/undo";
import type { Actor, OrderDeps } from "../orders.ts";
import { type LeftWhy, planUndo } from "./plan-undo.ts";

/** A field of one record with what an undo does to it. */
interface PlannedField {
  ref: RecordRef;
  field: string;
}

export interface UndoPreview {
  /** Fields that get back what they had. */
  count: number;
  /** Records that these belong to. */
  records: number;
  /** Those left as they are, by why. */
  left: Partial<Record<LeftWhy, number>>;
  samples: (PlannedField & { from: string | null; to: string | null })[];
  leftSamples: (PlannedField & { why: LeftWhy })[];
  /** Names exactly this set with what was seen of each: the order carries it. */
  seen: string;
}

/** One undo is about so many fields at most. */
export const mostAtOnce = 100_000;
const samples = 10;
const chunk = 5_000;

/**
 * What an undo would restore now, and what it would leave.
 *
 * @throws AppError `request_invalid` if nothing narrows it; `request_too_broad` for too many fields.
 */
export async function previewUndo(reader: Reader, filter: WriteFilter): Promise<UndoPreview> {
  return previewOf(await findMeant(reader, filter));
}

/**
 * Takes back what these writes wrote, where it is still theirs: value and owner as they were before. It is
 * a run of its own, which can be held, cancelled and undone by its name.
 *
 * @throws AppError `request_invalid` if what it would do is not what the preview showed.
 */
export async function undoByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { filter, seen }: { filter: WriteFilter; seen: string },
): Promise<{ run: Wanter; count: number }> {
  const run: Wanter = `undo-${randomBytes(4).toString("hex")}`;
  return database.transaction(async (tx) => {
    await lockUndo(tx);
    const fields = await findMeant(tx, filter);
    const preview = previewOf(fields);
    if (preview.seen !== seen) {
      const message = "what it would undo has changed since the preview: look again";
      throw invalid(message);
    }
    const orders = fields.flatMap((one) => orderFor(one, { run, by: actor }));
    if (orders.length === 0) throw invalid("there is nothing to undo: it is all left as it is");
    for (let from = 0; from < orders.length; from += chunk) {
      await placeOrders(tx, orders.slice(from, from + chunk));
    }
    const { count, left } = preview;
    await audit(tx, {
      ...{ actor, order: "undo.order", subject: `runs/${run}` },
      ...{ before: null, after: { ...filter, count, left } },
      record: recordOf(filter),
    });
    return { run, count };
  });
}

/**
 * Tells how far an undo has come.
 *
 * @throws AppError `not_found` if there is none of this name.
 */
export async function showUndo(
  reader: Pick<Reader, "query">,
  run: Wanter,
  connection?: string,
): Promise<RunOrders[]> {
  const orders = await countOrdersOf(reader, run, connection);
  if (orders.length > 0) return orders;
  throw new AppError(`there is no undo ${run}`, { code: "not_found", retryable: false });
}

/**
 * Ends an undo: what has not been written yet stays as it is. What is being written goes on. Whoever
 * asks for one connection ends only what is about no other.
 *
 * @throws AppError `not_found` if there is none of this name; `forbidden` if it is about others too.
 */
export async function cancelUndo(
  { database, reader, audit }: OrderDeps,
  actor: Actor,
  { run, connection }: { run: Wanter; connection?: string | undefined },
): Promise<RunOrders[]> {
  const own = await showUndo(reader, run, connection);
  const before = await showUndo(reader, run);
  if (totalOf(own) < totalOf(before)) {
    const message = `${run} is about other connections too: you may not end it`;
    throw new AppError(message, { code: "forbidden", retryable: false });
  }
  await stopWanting(database, run);
  await database.transaction((tx) =>
    audit(tx, {
      ...{ actor, order: "undo.cancel", subject: `runs/${run}` },
      ...{ before: { orders: before }, after: null },
    }),
  );
  return showUndo(database, run);
}

/** With its record, an erasure finds the entry. */
function recordOf({ connection, object, recordId }: WriteFilter): RecordRef | undefined {
  if (connection === undefined || object === undefined || recordId === undefined) return undefined;
  return { connection, object, id: recordId };
}

async function findMeant(
  db: Parameters<typeof findWrittenFields>[0],
  filter: WriteFilter,
): Promise<WrittenField[]> {
  const { run, definition, recordId, field } = filter;
  if (run !== undefined && (run === liveWanter || !wanter.safeParse(run).success)) {
    throw invalid(`${run} is not the name of a run that can be undone`);
  }
  if ([run, definition, recordId, field].every((part) => part === undefined)) {
    throw invalid("say what to undo: a run, a definition, a record or a field");
  }
  const found = await findWrittenFields(db, filter, mostAtOnce + 1);
  if (found.length <= mostAtOnce) return found;
  const message = `it is about more than ${mostAtOnce} fields: narrow it by connection, object or field`;
  throw new AppError(message, { code: "request_too_broad", retryable: false });
}

function orderFor(one: WrittenField, { run, by }: { run: Wanter; by: Actor }): NewWriteOrder[] {
  const { order } = planUndo(one);
  if (!order) return [];
  const { ref, field, enrichment, newest, standing, before } = one;
  const { fingerprint } = newest;
  const undoesFrom = order.kind === "undo" ? before.firstId : undefined;
  const of = { ref, field, enrichment, fingerprint, answerId: standing.answerId, undoesFrom };
  return [{ ...order, ...of, run, orderedBy: by.name }];
}

function previewOf(fields: readonly WrittenField[]): UndoPreview {
  const planned = fields.map((one) => ({ ...one, plan: planUndo(one) }));
  const restored = planned.flatMap(({ ref, field, plan: { order } }) =>
    order ? [{ ref, field, from: order.expectedValue, to: order.value }] : [],
  );
  const kept = planned.flatMap(({ ref, field, plan: { left } }) =>
    left ? [{ ref, field, why: left }] : [],
  );
  const whys = Map.groupBy(kept, ({ why }) => why);
  return {
    count: restored.length,
    records: new Set(restored.map(({ ref }) => JSON.stringify(ref))).size,
    left: Object.fromEntries([...whys].map(([why, some]) => [why, some.length])),
    samples: restored.slice(0, samples),
    leftSamples: kept.slice(0, samples),
    seen: stableHash(planned.map(({ newest, plan }) => [newest.id, plan])).slice(0, 12),
  };
}

function totalOf(orders: readonly RunOrders[]): number {
  return orders.reduce((sum, { count }) => sum + count, 0);
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
