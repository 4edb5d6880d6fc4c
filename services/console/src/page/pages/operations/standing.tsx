import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { Time } from "../../ui/time.tsx";
import type { HoldScope } from "./hold-order.tsx";

const told = operationsTexts.standing;

/** How often is read again what no event tells of. */
export const liveMs = 5000;
/** Of what looks at many calls. */
export const weatherMs = 15_000;

/** Whether something takes work: held by people, closed until when and why, or open. */
export function Standing({
  held,
  closed,
}: {
  held: { scope: HoldScope; target: string };
  closed: { until: string; text: string } | null;
}): ReactNode {
  const { data } = useApi("holds.list", {});
  const hold = data?.holds.find(
    ({ scope, target }) => scope === held.scope && target === held.target,
  );
  if (hold)
    return (
      <Text size="sm" fw={600}>
        {told.held[hold.action === "killed" ? "killed" : "paused"](hold.heldBy)}
      </Text>
    );
  if (closed)
    return (
      <Text size="sm" fw={600}>
        {closed.text} <Time at={closed.until} />
      </Text>
    );
  return <Text size="sm">{told.open}</Text>;
}
