import type { Reply } from "@fieldwork/contracts/client";
import { quiet } from "../../ui/charts.tsx";

export type Backfill = Reply<"backfills.show">;
type Receipt = Backfill["receipt"];
export type Part = Exclude<keyof Receipt, "records" | "inFlightAtStop" | `${string}NanoUsd`>;

/** What becomes of records, in the order in which it is told, each in its colour. */
export const partColors: Readonly<Record<Part, string>> = {
  ...{ written: "indigo-6", unchanged: "teal-6", kept: "cyan-6", inReview: "yellow-6" },
  ...{ unanswered: "gray-6", skipped: "gray-5", refused: "pink-6", failed: "red-7" },
  ...{ underWay: "blue-4", held: "orange-5", stopped: "orange-7" },
  ...{ waiting: quiet, neverStarted: quiet },
};

/** Those parts of it that there are. Pure. */
export function partsOf(receipt: Receipt): { part: Part; count: number }[] {
  return (Object.keys(partColors) as Part[])
    .map((part) => ({ part, count: receipt[part] }))
    .filter(({ count }) => count > 0);
}

/** Whether it may still change by itself. */
export function isLive({ state, receipt }: Pick<Backfill, "state" | "receipt">): boolean {
  const hasEnded = state === "finished" || state === "cancelled";
  return !hasEnded || receipt.underWay > 0 || receipt.held > 0;
}
