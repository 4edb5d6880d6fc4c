import type { Reply } from "@fieldwork/contracts/client";
import { Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { countText, usdText } from "../../ui/money.ts";
import { Page, Section } from "../../ui/page.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = texts.backfills;
type Backfill = Reply<"backfills.list">["backfills"][number];

/** An enrichment for many records at once: how far each is, and what became of its records. */
export function Backfills(): ReactNode {
  const backfills = useApi("backfills.list", { query: {} });
  return (
    <Page title={texts.pages.backfills}>
      <Loaded query={backfills}>
        {({ backfills: rows }) => (
          <Stack gap="md">
            {rows.length === 0 && <EmptyState title={told.none} hint={told.noneHint} />}
            {rows.map((one) => (
              <BackfillCard key={one.id} backfill={one} />
            ))}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function BackfillCard({ backfill }: { backfill: Backfill }): ReactNode {
  const { id, enrichment, connection, object, state, receipt, stoppedBy } = backfill;
  const { orderedBy, createdAt, maxNanoUsd } = backfill;
  return (
    <Section
      title={id}
      hint={told.about(enrichment, connection, texts.records.object(object))}
      actions={<Orders backfill={backfill} />}
    >
      <Stack gap={6}>
        <Group gap="xs">
          <Badge color={state === "paused" ? "orange" : "indigo"}>{told.states[state]}</Badge>
          <Text size="sm" c="dimmed">
            {told.orderedBy(orderedBy)} <Time at={createdAt} />
          </Text>
        </Group>
        {stoppedBy && <Text size="sm">{texts.home.backfillStopped(stoppedBy.gate)}</Text>}
        <ReceiptBar receipt={receipt} />
        <Text size="sm">
          {maxNanoUsd === null
            ? told.spent(usdText(receipt.spentNanoUsd))
            : told.spentOf(usdText(receipt.spentNanoUsd), usdText(maxNanoUsd))}
        </Text>
      </Stack>
    </Section>
  );
}

const parts = [
  ...([
    ["written", "indigo"],
    ["unchanged", "teal"],
    ["kept", "cyan"],
  ] as const),
  ...([
    ["inReview", "yellow"],
    ["unanswered", "gray"],
    ["skipped", "gray"],
  ] as const),
  ...([
    ["failed", "red"],
    ["underWay", "blue"],
  ] as const),
] as const;

/** What became of the records, as a bar and as figures. */
function ReceiptBar({ receipt }: { receipt: Backfill["receipt"] }): ReactNode {
  const { records } = receipt;
  const shown = parts.filter(([name]) => receipt[name] > 0);
  return (
    <>
      <Progress.Root size="lg" aria-hidden>
        {shown.map(([name, color]) => (
          <Progress.Section
            key={name}
            value={(receipt[name] / records) * 100}
            color={color}
            aria-label={told.parts[name]}
          />
        ))}
      </Progress.Root>
      <Text size="sm">
        {told.records(countText(records))}
        {shown.map(([name]) => `, ${countText(receipt[name])} ${told.parts[name]}`)}
      </Text>
    </>
  );
}

type Order = "start" | "pause" | "resume" | "cancel";
const ordersOf: Readonly<Record<Backfill["state"], readonly Order[]>> = {
  ...{ created: ["start", "cancel"], running: ["pause", "cancel"], resting: ["pause", "cancel"] },
  ...{ paused: ["resume", "cancel"], cancelled: [], finished: [] },
};

function Orders({
  backfill: { id, state, connection, receipt },
}: {
  backfill: Backfill;
}): ReactNode {
  const mayOrder = useMay("backfills.order", connection);
  const [asked, setAsked] = useState<Order | undefined>();
  const change = useOrder("backfills.change", {
    changes: ["backfills.list"],
    onDone: () => setAsked(undefined),
  });
  const give = (order: Order) => change.mutate({ params: { id }, body: { connection, order } });
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
      {asked && (
        <Confirm
          title={told.confirm(told.orders[asked], id)}
          text={told.meaning[asked](countText(receipt.records))}
          action={told.orders[asked]}
          isPending={change.isPending}
          close={() => setAsked(undefined)}
          onConfirm={() => give(asked)}
        />
      )}
    </Group>
  );
}
