import { Button, Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../../app/session.tsx";
import { useOrder } from "../../../app/use-api.ts";
import { backfillTexts as told } from "../../../texts/backfills.ts";
import { Confirm } from "../../../ui/confirm.tsx";
import { countText } from "../../../ui/money.ts";
import type { Backfill } from "../parts.ts";

type Order = "pause" | "resume" | "cancel";

const ordersOf: Readonly<Record<Backfill["state"], readonly Order[]>> = {
  ...{ created: ["cancel"], running: ["pause", "cancel"], resting: ["pause", "resume", "cancel"] },
  ...{ paused: ["resume", "cancel"], cancelled: [], finished: [] },
};

/** What its state allows, but for its start: that is signed on its sheet. */
export function Orders({ backfill }: { backfill: Backfill }): ReactNode {
  const { id, state, connection, receipt, stoppedBy } = backfill;
  const mayOrder = useMay("backfills.order", connection);
  const [asked, setAsked] = useState<Order | undefined>();
  const change = useOrder("backfills.change", {
    changes: ["backfills.list", "backfills.show", "backfills.progress"],
    onDone: () => setAsked(undefined),
  });
  const give = (order: Order) => change.mutate({ params: { id }, body: { connection, order } });
  const meaning = (order: Exclude<Order, "pause">) =>
    order === "resume" && stoppedBy !== null
      ? told.meaning.resumeGate(countText(receipt.records))
      : told.meaning[order](countText(receipt.records));
  if (!mayOrder) return null;
  return (
    <Group gap={6}>
      {ordersOf[state].map((order) => (
        <Button
          key={order}
          variant="default"
          loading={change.isPending}
          onClick={() => (order === "pause" ? give(order) : setAsked(order))}
        >
          {told.orders[order]}
        </Button>
      ))}
      {asked && asked !== "pause" && (
        <Confirm
          title={told.confirm(told.orders[asked], id)}
          text={meaning(asked)}
          action={told.orders[asked]}
          isPending={change.isPending}
          close={() => setAsked(undefined)}
          onConfirm={() => give(asked)}
        />
      )}
    </Group>
  );
}
