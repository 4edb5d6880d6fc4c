import { quiet } from "../../ui/charts.tsx";
import type { Replay } from "./dead-group.ts";

type Part = keyof Replay["counts"];

/** What becomes of the members of a replay, in the order in which it is told, each in its colour. */
const colors: Readonly<Record<Part, string>> = {
  ...{ succeeded: "teal-6", failed: "red-7", sent: "blue-4" },
  ...{ overtaken: "gray-5", waiting: quiet, cancelled: quiet },
};

/** Those parts of it that there are. Pure. */
export function partsOf({ counts }: Pick<Replay, "counts">): {
  part: Part;
  count: number;
  color: string;
}[] {
  return (Object.keys(colors) as Part[])
    .map((part) => ({ part, count: counts[part], color: colors[part] }))
    .filter(({ count }) => count > 0);
}

export function isUnderWay({ state }: Pick<Replay, "state">): boolean {
  return state !== "done" && state !== "cancelled";
}
