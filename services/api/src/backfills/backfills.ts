import { randomBytes } from "node:crypto";
import {
  type BackfillGates,
  backfillGates,
  type Reach,
  type RecordFilter,
} from "@fieldwork/contracts";
import { sheetFigures } from "@fieldwork/contracts/api";
import { AppError } from "@fieldwork/runtime";
import { type Db, liftHold, placeHold, stopWanting } from "@fieldwork/store";
import {
  approveSheet,
  type Backfill,
  type BackfillState,
  cancelBackfillRecords,
  countBackfill,
  createBackfill,
  findEnrichmentNow,
  findSheet,
  listBackfills,
  listFilterFields,
  lockBackfill,
  markInFlight,
  setBackfill,
} from "@fieldwork/store/backfills";
import { listOpenSample, stopOrderedAsks } from "@fieldwork/store/ordered-asks";
import type { Reader } from "@fieldwork/store/reading";
import { readCheckedFilter } from "../filters/read-checked-filter.ts";
import type { Actor, OrderDeps } from "../orders.ts";
import { findBackfill, unknownBackfill } from "./find-backfill.ts";
import { type Receipt, receiptOf } from "./receipt.ts";
import { basisNow, outdatedBy } from "./sheet/make-sheet.ts";
import { outdatedText } from "./sheet/sheet-text.ts";

export interface BackfillRequest {
  enrichment: string;
  connection: string;
  /** As text or as JSON. */
  filter: RecordFilter | string;
  ramp: readonly number[];
  restMinutes: number;
  maxNanoUsd: number | null;
  /** By what its steps are judged; the others as they are by default. */
  gates?: Partial<BackfillGates> | undefined;
}

export const defaultRamp = [25, 250, 2500] as const;
export const defaultRestMinutes = 60;

/**
 * Fixes what a backfill is about: the records of the filter that have been read by now. Nothing of it
 * begins before it is started.
 *
 * @throws AppError `request_invalid` if there is no such enrichment, field to filter by, or record.
 */
export async function orderBackfill(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  request: BackfillRequest,
): Promise<{ id: string; records: number }> {
  const id = `backfill-${randomBytes(4).toString("hex")}`;
  return database.transaction(async (tx) => {
    const { enrichment } = request;
    const now = await findEnrichmentNow(tx, enrichment);
    if (!now) throw invalid(`no enrichment ${enrichment} is released`);
    const { hash: definitionHash, object } = now;
    const fields = await listFilterFields(tx, { connection: request.connection, object });
    const gates = backfillGates.parse(request.gates ?? {});
    const stored = { ...request, gates, id, definitionHash, object, orderedBy: actor.name };
    const filter = readCheckedFilter(request.filter, { object, fields });
    const records = await createBackfill(tx, { ...stored, filter });
    if (records === 0) throw invalid(`no ${object} of ${request.connection} matches`);
    const { filter: _, ...rest } = request;
    await audit(tx, {
      ...{ actor, order: "backfills.create", subject: `backfills/${id}` },
      ...{ before: null, after: { ...rest, records } },
    });
    return { id, records };
  });
}

export interface BackfillChangeRequest {
  id: string;
  order: BackfillOrder;
  /** Only one of this connection: whoever asks has rights on it alone. */
  connection?: string | undefined;
  /** What it may spend in all from now on; as before if it is left out. */
  maxNanoUsd?: number | undefined;
  /** The hash of the sheet that a start approves. */
  sheet?: string | undefined;
}

export type BackfillOrder = "start" | "pause" | "resume" | "cancel";

const from: Readonly<Record<BackfillOrder, readonly BackfillState[]>> = {
  start: ["created"],
  pause: ["running", "resting"],
  resume: ["paused", "resting"],
  cancel: ["created", "running", "resting", "paused"],
};

/**
 * Starts, pauses, resumes or cancels a backfill. A start approves its sheet, and what that says is the band
 * that it pauses itself outside of; `maxNanoUsd` approves another amount. A pause holds what is under way too; to resume what
 * rests, or what a gate paused, is to let the step pass. What a cancelled one has not begun never begins.
 *
 * @throws AppError `not_found`; `request_invalid` if it is in no state for that; `sheet_outdated` if the
 * sheet is another one, or filter, definition or prices have changed since it was made.
 */
export async function changeBackfill(
  { database, audit }: Omit<OrderDeps, "reader">,
  actor: Actor,
  { id, order, connection, maxNanoUsd, sheet }: BackfillChangeRequest,
): Promise<{ state: BackfillState }> {
  return database.transaction(async (tx) => {
    const backfill = await lockBackfill(tx, id);
    if (!backfill || ![undefined, backfill.connection].includes(connection))
      throw unknownBackfill(id);
    if (!from[order].includes(backfill.state)) {
      throw invalid(`${id} is ${backfill.state}: there is nothing to ${order}`);
    }
    const state = await carryOut[order](tx, backfill, { by: actor, maxNanoUsd, sheet });
    const approved = order === "start" ? (await lockBackfill(tx, id))?.band : undefined;
    await audit(tx, {
      ...{ actor, order: `backfills.${order}`, subject: `backfills/${id}` },
      ...{
        before: { state: backfill.state, step: backfill.step },
        after: { state, maxNanoUsd, sheet, approved },
      },
    });
    return { state };
  });
}

type CarryOut = (
  tx: Db,
  backfill: Backfill,
  order: { by: Actor; maxNanoUsd: number | undefined; sheet: string | undefined },
) => Promise<BackfillState>;

const carryOut: Readonly<Record<BackfillOrder, CarryOut>> = {
  async start(tx, backfill, { by, maxNanoUsd, sheet: hash }) {
    const { id, enrichment, definitionHash } = backfill;
    const { basis } = await basisNow(tx, backfill);
    if (basis.definition !== definitionHash) {
      throw outdated(`the definition of ${enrichment} has changed since: create it anew`);
    }
    const sheet = await findSheet(tx, id);
    const remedy = `npx fieldwork backfill sheet ${id} makes it anew`;
    if (sheet === undefined || hash === undefined) {
      throw outdated(`${id} is started with the hash of its sheet: ${remedy}`);
    }
    if (sheet.hash !== hash) {
      throw outdated(
        `${hash} is not the sheet of ${id}, which is ${sheet.hash}: look at that first`,
      );
    }
    const because = outdatedBy(sheet, basis);
    if (because.length > 0) {
      throw outdated(`the sheet of ${id} no longer holds, for ${outdatedText(because)}: ${remedy}`);
    }
    const { band } = sheetFigures.parse(sheet.figures);
    const mostNanoUsd =
      maxNanoUsd ?? Math.min(band.mostNanoUsd, backfill.maxNanoUsd ?? Number.MAX_SAFE_INTEGER);
    await approveSheet(tx, id, { hash, band: { ...band, mostNanoUsd }, by: by.name });
    await setBackfill(tx, id, { state: "running", maxNanoUsd: mostNanoUsd });
    return "running";
  },
  async pause(tx, { id }, { by }) {
    await markInFlight(tx, id);
    await setBackfill(tx, id, { state: "paused" });
    const held = { scope: "backfill", target: id, action: "paused" } as const;
    await placeHold(tx, { ...held, heldBy: by.name, why: null });
    return "paused";
  },
  async resume(tx, { id, step, stoppedBy }, { maxNanoUsd }) {
    // What a person had paused in the middle of a step is judged at its end all the same.
    const passedStep = stoppedBy === null ? undefined : step;
    await setBackfill(tx, id, { state: "running", passedStep, maxNanoUsd });
    await liftHold(tx, { scope: "backfill", target: id });
    return "running";
  },
  async cancel(tx, { id }) {
    await markInFlight(tx, id);
    await cancelBackfillRecords(tx, id);
    await setBackfill(tx, id, { state: "cancelled" });
    await stopWanting({ transaction: (act) => act(tx) }, id);
    await stopOrderedAsks(tx, await listOpenSample(tx, id));
    await liftHold(tx, { scope: "backfill", target: id });
    return "cancelled";
  },
};

export interface BackfillView extends Backfill {
  receipt: Receipt;
}

/** @throws AppError `not_found`, also if it is of another connection than whoever asks may see. */
export async function showBackfill(
  reader: Reader,
  id: string,
  reach: Reach = "all",
): Promise<BackfillView> {
  const backfill = await findBackfill(reader, id);
  if (reach !== "all" && !reach.includes(backfill.connection)) throw unknownBackfill(id);
  return { ...backfill, receipt: receiptOf(await countBackfill(reader, id)) };
}

export async function showBackfills(
  reader: Reader,
  ask: { limit: number; connection?: string | undefined },
): Promise<BackfillView[]> {
  const backfills = await listBackfills(reader, ask);
  return Promise.all(
    backfills.map(async (one) => ({
      ...one,
      receipt: receiptOf(await countBackfill(reader, one.id)),
    })),
  );
}

function outdated(message: string): AppError {
  return new AppError(message, { code: "sheet_outdated", retryable: false });
}

function invalid(message: string): AppError {
  return new AppError(message, { code: "request_invalid", retryable: false });
}
