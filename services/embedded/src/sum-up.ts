import {
  findRunFigures,
  findSample,
  findSharingFigures,
  type RunStart,
} from "@fieldwork/store/reading";
import { blockedWork } from "./blocked-work.ts";
import { findDeadCauses } from "./dead-causes.ts";
import type { Drained } from "./drain.ts";
import type { Line } from "./line.ts";
import type { UnreadObject } from "./read-state.ts";
import type { Run } from "./run-context.ts";
import { sampleText } from "./sample-table.ts";
import { summaryOf, summaryText } from "./summary.ts";
import { type Unfinished, unfinishedText, unfinishedWork } from "./unfinished.ts";

export interface EndedRun {
  line: Line;
  runStart: RunStart;
  drained: Drained;
  unread: readonly UnreadObject[];
  seconds: number;
  /** Null without one. */
  consoleUrl: string | null;
}

const sampleRecords = 10;

/** Prints what a run did and what it left undone, and resolves with the latter. */
export async function sumUp(
  run: Run,
  { line, runStart, drained, unread, seconds, consoleUrl }: EndedRun,
): Promise<Unfinished[]> {
  const { args, crms, output, say } = run;
  const enrichments = line.definitions.current();
  const figures = await findRunFigures(line.reader, runStart);
  const sharing = await findSharingFigures(line.reader, runStart);
  const findings = await crms.assess?.(line.reader, enrichments);
  say("");
  say(summaryText(figures, { findings, sharing, seconds }));
  const sample = await findSample(line.reader, {
    since: runStart.at,
    records: sampleRecords,
  });
  if (sample.length > 0 && !crms.writes) say("\nWhat would be written:");
  if (sample.length > 0) say(`\n${sampleText(sample, output.isTTY ? output.columns : undefined)}`);
  const unfinished = unfinishedWork({
    blocked: blockedWork({ ...drained, enrichments }),
    waitingForBudget: drained.counts.waitingForBudget,
    waitingForField: drained.counts.waitingForField,
    waitingForCrm: drained.counts.waitingForCrm,
    unread,
    dead: await findDeadCauses(line.reader, runStart),
    backfills: drained.backfills,
  });
  if (unfinished.length > 0) say(`\n${unfinishedText(unfinished)}`);
  if (args.json && args.once)
    say(JSON.stringify(summaryOf(figures, { findings, sharing, seconds, consoleUrl })));
  return unfinished;
}
