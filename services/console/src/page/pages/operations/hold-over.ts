import type { Reply } from "@fieldwork/contracts/client";
import type { HoldScope } from "./hold-order.tsx";

type Hold = Reply<"holds.list">["holds"][number];

export interface Held {
  scope: HoldScope;
  target: string;
}

/** What holds it: a hold of its own before that of its lane, and that before one of everything. Pure. */
export function holdOver(holds: readonly Hold[], { scope, target }: Held): Hold | undefined {
  const [lane] = target.split("/");
  const of = (name: string, over: string | undefined) =>
    holds.find((hold) => hold.scope === name && hold.target === over);
  return (
    of(scope, target) ?? (scope === "model" ? of(scope, lane) : undefined) ?? of("everything", "")
  );
}
