import { reasonText, topics } from "@fieldwork/contracts";
import {
  countDeadEvents,
  countDeadReasons,
  type Reader,
  type RunStart,
} from "@fieldwork/store/reading";

/** Why records became dead letters. */
export interface DeadCause {
  /** Equal for reasons with one cause. */
  cause: string;
  /** The reason of one of them, for people. */
  reason: string;
  count: number;
}

/** What became a dead letter in this run, work and changes, and why. */
export async function findDeadCauses(reader: Reader, start: RunStart): Promise<DeadCause[]> {
  const work = await countDeadReasons(reader, start);
  const changes = await countDeadEvents(reader, {
    topic: topics.recordChanged.name,
    group: "planner",
    since: start.at,
  });
  return [...work, ...changes].map(({ reason, count }) => ({
    cause: `${reason.code} ${reason.detail?.signature ?? ""}`,
    reason: reasonText(reason),
    count,
  }));
}
