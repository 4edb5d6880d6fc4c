import { backfillGates, type GateVerdict, newTraceparent } from "@fieldwork/contracts";
import { sheetFigures } from "@fieldwork/contracts/api";
import { createTicker, type Logger, type Ticker } from "@fieldwork/runtime";
import { type Database, type Db, placeHold } from "@fieldwork/store";
import {
  type Backfill,
  type BackfillMember,
  countRun,
  countStep,
  findSheet,
  listWaitingRecords,
  markGone,
  markInFlight,
  markRecordsSent,
  setBackfill,
  settleRecords,
  takeDueBackfill,
} from "@fieldwork/store/backfills";
import { judgeStep } from "./judge-step.ts";
import { planBackfill } from "./plan-backfill.ts";
import type { ReceivedChange } from "./plan-work.ts";

export interface BackfillDriverDeps {
  database: Database;
  /** Plans changes as those of the log are planned. */
  handle(changes: readonly ReceivedChange[]): Promise<void>;
  logger: Logger;
}

const stepMs = 500;

/** Carries backfills on. Any number may run: each step locks the backfill that it is about. */
export function createBackfillDriver({ logger, ...deps }: BackfillDriverDeps): Ticker {
  return createTicker({
    name: "backfills",
    logger,
    async tick() {
      return (await stepBackfill(deps)) ? 0 : stepMs;
    },
  });
}

/** One step of the backfill that is due first. False if none is. */
export async function stepBackfill({
  database,
  handle,
}: Omit<BackfillDriverDeps, "logger">): Promise<boolean> {
  return database.transaction(async (tx) => {
    const backfill = await takeDueBackfill(tx, stepMs);
    if (backfill === undefined) return false;
    const { id, step } = backfill;
    await settleRecords(tx, id);
    const figures = await countRun(tx, id, step);
    const hasEnded = figures.waiting === 0 && figures.sent === 0;
    const judged = hasEnded && backfill.state === "running" ? await judge(tx, backfill) : [];
    const { change, send } = planBackfill({ ...backfill, figures, judged });
    if (change) await setBackfill(tx, id, change);
    if (change?.state === "paused") await holdIt(tx, backfill);
    if (send > 0) await want(tx, handle, { backfill, limit: send });
    return true;
  });
}

async function judge(tx: Db, { id, step, gates }: Backfill): Promise<GateVerdict[]> {
  const stored = await findSheet(tx, id);
  const sheet = stored && sheetFigures.parse(stored.figures);
  const { standing = [], band } = sheet ?? {};
  const outputs = standing.map(({ output }) => output);
  return judgeStep({
    figures: await countStep(tx, { id, step, outputs }),
    gates: backfillGates.parse(gates),
    sheet: { standing, mostNanoUsdPerRecord: band?.mostNanoUsdPerRecord ?? null },
  });
}

/** What is under way waits too. */
async function holdIt(tx: Db, { id: target }: Backfill): Promise<void> {
  await markInFlight(tx, target);
  const why = "it paused itself: npx fieldwork backfill show tells why";
  await placeHold(tx, {
    ...{ scope: "backfill", target, action: "paused", heldBy: "fieldwork", why },
  });
}

/**
 * Wants the next records as they were last read. If it fails before they are marked, they are wanted
 * again, which changes nothing.
 */
async function want(
  tx: Db,
  handle: BackfillDriverDeps["handle"],
  { backfill, limit }: { backfill: Backfill; limit: number },
): Promise<void> {
  const { id, enrichment, step } = backfill;
  const members = await listWaitingRecords(tx, { id, step, limit });
  await handle(members.flatMap((member) => changeOf(member, backfill)));
  const ordinals = members.map(({ ordinal }) => ordinal);
  await markRecordsSent(tx, { id, enrichment, ordinals });
  // Gone, erased, or not of the enrichment's object any more: nothing was wanted for it.
  await markGone(tx, id, ordinals);
}

function changeOf({ ref, read }: BackfillMember, { id, enrichment }: Backfill): ReceivedChange[] {
  if (read === null) return [];
  const { vendorAt, readAt, contentHash, fields, outputs } = read;
  return [
    {
      event: {
        ...{ kind: "changed", ref, version: { vendorAt, contentHash }, readAt, fields, outputs },
        // It is what is known, and as new as that at most.
        isFromSearch: true,
      },
      traceparent: newTraceparent(),
      backfill: { id, enrichments: [enrichment] },
    },
  ];
}
