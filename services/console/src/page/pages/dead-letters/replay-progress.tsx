import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Legend, StackedBar } from "../../ui/charts.tsx";
import { countText, percentText } from "../../ui/money.ts";
import { connectionOf, type Replay } from "./dead-group.ts";
import { partsOf } from "./replay-parts.ts";

const told = texts.replays;

/** How a replay goes now, and what may be done about it; the same for everybody who looks. */
export function ReplayProgress({ replay }: { replay: Replay }): ReactNode {
  const { state, counts, perMinute, successShare, tryFirst, orderedBy } = replay;
  const parts = partsOf(replay).map(({ part, ...one }) => ({
    ...{ ...one, name: told.parts[part], text: `${countText(one.count)} ${told.parts[part]}` },
  }));
  const whole = parts.reduce((sum, { count }) => sum + count, 0);
  const says = told.stands[state]({ waiting: counts.waiting, tryFirst, perMinute });
  return (
    <Paper withBorder p="sm" component="section" aria-label={told.of(orderedBy)}>
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            <Text span fw={600}>
              {told.of(orderedBy)}
            </Text>{" "}
            {says}
          </Text>
          <Group gap="xs">
            <Text size="sm" fw={600} className="numbers" role="status">
              {successShare === null
                ? told.noneEnded
                : told.share(percentText(successShare), counts.succeeded + counts.failed)}
            </Text>
            <ReplayOrders replay={replay} />
          </Group>
        </Group>
        <div role="img" aria-label={parts.map(({ text }) => text).join(", ")}>
          <StackedBar slices={parts} whole={whole} />
        </div>
        <Legend entries={parts} />
      </Stack>
    </Paper>
  );
}

const ordersOf = {
  ...{ trying: ["pause", "cancel"], tried: ["resume", "cancel"], going: ["pause", "cancel"] },
  ...{ paused: ["resume", "cancel"], done: [], cancelled: [] },
} as const satisfies Record<Replay["state"], readonly ("resume" | "pause" | "cancel")[]>;

/** What its state allows. */
function ReplayOrders({ replay }: { replay: Replay }): ReactNode {
  const { id, state, counts } = replay;
  const connection = connectionOf(replay);
  const mayOrder = useMay("dead-letters.order", connection);
  const change = useOrder("replays.change", { changes: ["replays.list", "dead-letters.list"] });
  if (!mayOrder) return null;
  return (
    <Group gap={6}>
      {ordersOf[state].map((one) => (
        <Button
          key={one}
          variant={one === "resume" ? "filled" : "default"}
          loading={change.isPending}
          onClick={() =>
            change.mutate({
              params: { id },
              body: { change: one, ...(connection !== undefined && { connection }) },
            })
          }
        >
          {told.orders[one](countText(counts.waiting))}
        </Button>
      ))}
    </Group>
  );
}
