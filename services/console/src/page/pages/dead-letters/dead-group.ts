import type { Reply } from "@fieldwork/contracts/client";

export type DeadGroup = Reply<"dead-letters.list">["groups"][number];
export type Replay = Reply<"replays.list">["replays"][number];

/** The connection that a cause is about; of events it is not known. Pure. */
export function connectionOf({ cause }: Pick<DeadGroup, "cause">): string | undefined {
  return cause.kind === "work" ? cause.connection : undefined;
}
