import type { Backfill } from "@fieldwork/store/backfills";
import type { Constraint } from "../../freshness/judge-freshness.ts";
import type { Receipt } from "../receipt.ts";

export interface ProgressInput {
  backfill: Pick<Backfill, "state" | "step" | "restMinutes" | "restUntil" | "maxNanoUsd">;
  receipt: Receipt;
  /** The step that comes last, from 0. */
  lastStep: number;
  /** Records that ended in the last minutes, and how many minutes that were. */
  lately: { ended: number; minutes: number };
  /** What the sheet said it would cost; null without one. */
  likelyNanoUsd: number | null;
  /** What holds up most of what is under way; null if nothing does. */
  constraint: Constraint | null;
  now: Date;
}

export interface Progress {
  /** Of all records; the others wait, are under way or held. */
  ended: number;
  records: number;
  perMinute: number;
  /** Null: nobody knows, because nothing ends. */
  secondsLeft: number | null;
  /** What it waits for: a person, the end of a rest, or what holds up most of what is under way. */
  waitsFor: Constraint | { name: "start" | "resume" | "rest" } | null;
  spentNanoUsd: number;
  /** What it will be charged in all if the others cost as much; null while none has ended. */
  expectedNanoUsd: number | null;
  likelyNanoUsd: number | null;
  mostNanoUsd: number | null;
}

/** How far a backfill is, how fast it goes, and what it waits for. Pure. */
export function progressOf(input: ProgressInput): Progress {
  const { backfill, receipt, lately } = input;
  const { records, waiting, underWay, held, spentNanoUsd, heldNanoUsd } = receipt;
  const open = waiting + underWay + held;
  const ended = records - open;
  const perMinute = lately.minutes > 0 ? lately.ended / lately.minutes : 0;
  return {
    ...{ ended, records, perMinute, spentNanoUsd },
    secondsLeft: secondsLeft(input, { open, perMinute }),
    waitsFor: waitsFor(input),
    expectedNanoUsd:
      ended === 0 ? null : Math.ceil(((spentNanoUsd + heldNanoUsd) / ended) * (ended + open)),
    ...{ likelyNanoUsd: input.likelyNanoUsd, mostNanoUsd: backfill.maxNanoUsd },
  };
}

function secondsLeft(
  { backfill, lastStep, now }: ProgressInput,
  { open, perMinute }: { open: number; perMinute: number },
): number | null {
  const { state, step, restMinutes, restUntil } = backfill;
  if (state === "finished" || state === "cancelled") return 0;
  if (state === "created" || state === "paused") return null;
  const rest = state === "resting" && restUntil ? (restUntil.getTime() - now.getTime()) / 1000 : 0;
  const rests = Math.max(0, lastStep - step) * restMinutes * 60 + Math.max(0, rest);
  if (open === 0) return Math.ceil(rests);
  return perMinute === 0 ? null : Math.ceil((open / perMinute) * 60 + rests);
}

function waitsFor({ backfill, constraint }: ProgressInput): Progress["waitsFor"] {
  switch (backfill.state) {
    case "created":
      return { name: "start" };
    case "paused":
      return { name: "resume" };
    case "resting":
      return { name: "rest" };
    case "running":
      return constraint;
    case "cancelled":
    case "finished":
      return null;
    default:
      return backfill.state satisfies never;
  }
}
