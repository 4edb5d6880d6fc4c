import type { Reply } from "@fieldwork/contracts/client";

export type Verdict = Reply<"reconciliations.list">["reconciliations"][number];

/** One object of a connection, and the last verdict on it. */
export interface Compared {
  connection: string;
  object: string;
  /** Undefined: it was never compared. */
  verdict: Verdict | undefined;
}

/** Everything that is read or was compared. Pure. */
export function comparedOf(
  read: readonly Pick<Compared, "connection" | "object">[],
  verdicts: readonly Verdict[],
): Compared[] {
  const keyOf = ({ connection, object }: Pick<Compared, "connection" | "object">) =>
    `${connection} ${object}`;
  const all = new Map(
    [...read, ...verdicts].map(({ connection, object }) => [
      keyOf({ connection, object }),
      { connection, object },
    ]),
  );
  return [...all.values()].map((of) => ({
    ...of,
    verdict: verdicts.find((one) => keyOf(one) === keyOf(of)),
  }));
}
