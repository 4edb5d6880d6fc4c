import { sheetFigures } from "@fieldwork/contracts/api";
import { listClosedLanes } from "@fieldwork/store";
import {
  type BackfillState,
  countBackfill,
  countByMinute,
  countLately,
  countSteps,
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
  steps: { step: number; records: number; ended: number }[];
  minutes: { at: Date; ended: number }[];
  receipt: Receipt;
}

/** @throws AppError `not_found` */
export async function showProgress(
  reader: Reader,
  id: string,
  connection?: string,
): Promise<ShownProgress> {
  const backfill = await findBackfill(reader, id, connection);
  const [counts, steps, minutes, lately, sheet, overdue, terms, closedLanes, resting] =
    await Promise.all([
      countBackfill(reader, id),
      countSteps(reader, id),
      countByMinute(reader, id),
      countLately(reader, id),
      findSheet(reader, id),
      findUnderWay(reader, id),
      findTerms(reader, backfill.enrichment),
      listClosedLanes(reader),
      listResting(reader),
    ]);
  const receipt = receiptOf(counts);
  const progress = progressOf({
    ...{ backfill, receipt, lastStep: steps.at(-1)?.step ?? 0, lately, now: new Date() },
    likelyNanoUsd: sheet ? sheetFigures.parse(sheet.figures).nanoUsd.likely : null,
    constraint: heaviestConstraint(overdue, {
      ...{ closedLanes, resting, route: terms.map(({ model }) => model) },
    }),
  });
  const { state, step, restUntil } = backfill;
  return { id, state, step, restUntil, ...progress, steps, minutes, receipt };
}
