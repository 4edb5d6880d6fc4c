import type { Reply } from "@fieldwork/contracts/client";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { stopText } from "../../texts/backfill-stop.ts";
import { backfillTexts as told } from "../../texts/backfills.ts";
import { texts } from "../../texts.ts";
import { Legend, StackedBar } from "../../ui/charts.tsx";
import { countText, usdText } from "../../ui/money.ts";
import { Page, Section } from "../../ui/page.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { partColors, partsOf } from "./parts.ts";
import { useBackfills } from "./use-backfills.ts";

type Listed = Reply<"backfills.list">["backfills"][number];

/** An enrichment for many records at once: how far each is, and what became of its records. */
export function Backfills(): ReactNode {
  const backfills = useBackfills();
  const mayOrder = useMay("backfills.order");
  const create = (
    <Button renderRoot={(props) => <Link to="/backfills/new" {...props} />}>{told.create}</Button>
  );
  return (
    <Page title={texts.pages.backfills} actions={mayOrder && create}>
      <Loaded query={backfills}>
        {(rows) => (
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

function BackfillCard({ backfill }: { backfill: Listed }): ReactNode {
  const { id, enrichment, connection, object, state, receipt, stoppedBy } = backfill;
  const { orderedBy, createdAt } = backfill;
  const open = (
    <Button
      variant="default"
      aria-label={told.openNamed(id)}
      renderRoot={(props) => <Link to="/backfills/$id" params={{ id }} {...props} />}
    >
      {told.open}
    </Button>
  );
  return (
    <Section
      title={told.about(enrichment, connection, texts.records.object(object))}
      hint={id}
      actions={open}
    >
      <Stack gap={6}>
        <Group gap="xs">
          <StateBadge state={state} />
          <Text size="sm" c="dimmed">
            {told.orderedBy(orderedBy)} <Time at={createdAt} />
          </Text>
        </Group>
        {stoppedBy && <Text size="sm">{`${told.stopped}. ${stopText(stoppedBy)}`}</Text>}
        <ReceiptBar receipt={receipt} />
        <Spent backfill={backfill} />
      </Stack>
    </Section>
  );
}

export function StateBadge({ state }: Pick<Listed, "state">): ReactNode {
  return <Badge color={state === "paused" ? "orange" : "indigo"}>{told.states[state]}</Badge>;
}

export function Spent({
  backfill: { maxNanoUsd, receipt },
}: {
  backfill: Pick<Listed, "maxNanoUsd" | "receipt">;
}): ReactNode {
  const spent = usdText(receipt.spentNanoUsd);
  return (
    <Text size="sm">
      {maxNanoUsd === null ? told.spent(spent) : told.spentOf(spent, usdText(maxNanoUsd))}
    </Text>
  );
}

/** What became of the records, as a bar and as figures. */
export function ReceiptBar({ receipt }: Pick<Listed, "receipt">): ReactNode {
  const parts = partsOf(receipt).map(({ part, count }) => ({
    ...{ name: part, count, color: partColors[part] },
    text: `${countText(count)} ${told.parts[part]}`,
  }));
  return (
    <>
      <StackedBar slices={parts} whole={receipt.records} />
      <Legend entries={parts} />
    </>
  );
}
