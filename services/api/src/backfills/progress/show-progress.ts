import { sheetFigures } from "@fieldwork/contracts/api";
import { listClosedLanes } from "@fieldwork/store";
import {
  type BackfillState,
  countBackfill,
  countLately,
  countMembers,
  findSheet,
  findUnderWay,
} from "@fieldwork/store/backfills";
import { listResting, type Reader } from "@fieldwork/store/reading";
import { findTerms } from "@fieldwork/store/terms";
import { heaviestConstraint } from "../../freshness/judge-freshness.ts";
import { findBackfill } from "../find-backfill.ts";
import { type Receipt, receiptOf } from "../receipt.ts";
import { type Progress, progressOf } from "./progress-of.ts";

export interface ShownProgress extends Progress {
  id: string;
  state: BackfillState;
  step: number;
  restUntil: Date | null;
  receipt: Receipt;
}

/** @throws AppError `not_found` */
export async function showProgress(
  reader: Reader,
  id: string,
  connection?: string,
): Promise<ShownProgress> {
  const backfill = await findBackfill(reader, id, connection);
  const [counts, { lastStep }, lately, sheet, overdue, terms, closedLanes, resting] =
    await Promise.all([
      countBackfill(reader, id),
      countMembers(reader, id),
      countLately(reader, id),
      findSheet(reader, id),
      findUnderWay(reader, id),
      findTerms(reader, backfill.enrichment),
      listClosedLanes(reader),
      listResting(reader),
    ]);
  const receipt = receiptOf(counts);
  const progress = progressOf({
    ...{ backfill, receipt, lastStep, lately, now: new Date() },
    likelyNanoUsd: sheet ? sheetFigures.parse(sheet.figures).nanoUsd.likely : null,
    constraint: heaviestConstraint(overdue, {
      ...{ closedLanes, resting, route: terms.map(({ model }) => model) },
    }),
  });
  const { state, step, restUntil } = backfill;
  return { id, state, step, restUntil, ...progress, receipt };
}
