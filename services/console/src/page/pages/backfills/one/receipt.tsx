import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { countText, percentText, usdText } from "../../../ui/money.ts";
import { Section } from "../../../ui/page.tsx";
import { Rows } from "../../../ui/rows.tsx";
import { ReceiptBar } from "../backfills.tsx";
import { type Backfill, partsOf } from "../parts.ts";

const told = backfillTexts.receipt;

/** What became of every record, so that the counts add up to all. */
export function ReceiptView({ backfill: { receipt } }: { backfill: Backfill }): ReactNode {
  const { records, inFlightAtStop, spentNanoUsd, heldNanoUsd } = receipt;
  const rows = [
    ...partsOf(receipt).map(({ part, count }) => ({ name: backfillTexts.parts[part], count })),
    { name: told.total, count: records },
  ];
  return (
    <Section title={told.title}>
      <Stack gap="md" maw={720}>
        <ReceiptBar receipt={receipt} />
        <Rows
          rows={rows}
          keyOf={({ name }) => name}
          empty=""
          minWidth={280}
          columns={[
            { title: told.what, cell: ({ name }) => name },
            { title: told.count, isNumber: true, cell: ({ count }) => countText(count) },
            {
              title: told.part,
              isNumber: true,
              cell: ({ count }) => percentText(count / Math.max(records, 1)),
            },
          ]}
        />
        {inFlightAtStop > 0 && <Text size="sm">{told.inFlight(inFlightAtStop)}</Text>}
        <Text size="sm">
          {told.spent}: {usdText(spentNanoUsd)}
        </Text>
        {heldNanoUsd > 0 && <Text size="sm">{told.held(usdText(heldNanoUsd))}</Text>}
      </Stack>
    </Section>
  );
}
