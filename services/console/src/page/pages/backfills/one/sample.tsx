import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../../app/session.tsx";
import { useApi, useOrder } from "../../../app/use-api.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { countText, usdText } from "../../../ui/money.ts";
import { Section } from "../../../ui/page.tsx";
import { Rows } from "../../../ui/rows.tsx";
import { EmptyState, Loaded } from "../../../ui/states.tsx";
import { type Backfill, isLive } from "../parts.ts";
import { SampleRows } from "./sample-rows.tsx";

const told = backfillTexts.sample;
const mostRecords = 50;
const lookEveryMs = 2000;
type Figures = Reply<"samples.show">["figures"];

/** Answers about some of its records beside what stands there today, as they come in. */
export function SampleView({ backfill }: { backfill: Backfill }): ReactNode {
  const { id, connection } = backfill;
  const sample = useApi(
    "samples.show",
    { params: { id }, query: { connection } },
    { everyMs: (shown) => shown !== undefined && shown.figures.open > 0 && lookEveryMs },
  );
  const mayAsk = useMay("backfills.order", connection) && isLive(backfill);
  return (
    <Stack gap="md">
      <Section title={told.title} hint={told.hint}>
        <Loaded query={sample}>
          {({ figures }) => (
            <Stack gap="sm">
              {figures.asked === 0 ? (
                <EmptyState title={told.none} hint={told.noneHint} />
              ) : (
                <Summary figures={figures} />
              )}
              {mayAsk && figures.asked < Math.min(mostRecords, backfill.receipt.records) && (
                <Ask backfill={backfill} asked={figures.asked} />
              )}
            </Stack>
          )}
        </Loaded>
      </Section>
      {sample.data && sample.data.figures.asked > 0 && (
        <>
          <Section title={told.figures.title}>
            <FieldFigures figures={sample.data.figures} />
          </Section>
          <Section title={told.answers}>
            <SampleRows members={sample.data.members} />
          </Section>
        </>
      )}
    </Stack>
  );
}

function Summary({ figures }: { figures: Figures }): ReactNode {
  const { answered, asked, failed, spentNanoUsd, calls } = figures;
  const charged = calls.reduce((sum, call) => sum + call.chargedNanoUsd, 0);
  const each = calls.length === 0 ? undefined : usdText(charged / calls.length);
  return (
    <Text size="sm" role="status">
      {told.progress(answered, asked, failed)} · {told.spent(usdText(spentNanoUsd), each)}
    </Text>
  );
}

function Ask({
  backfill: { id, connection, receipt },
  asked,
}: {
  backfill: Backfill;
  asked: number;
}): ReactNode {
  const [size, setSize] = useState<number | string>(10);
  const ask = useOrder("samples.ask", { changes: ["samples.show"] });
  const most = Math.min(mostRecords, receipt.records) - asked;
  const wanted = Math.min(Math.max(1, Number(size)), most);
  return (
    <Group gap="sm" align="flex-end">
      <NumberInput
        label={told.size}
        {...{ min: 1, max: most, allowDecimal: false, w: 110 }}
        hideControls
        value={size}
        onChange={setSize}
      />
      <Button
        size="sm"
        loading={ask.isPending}
        onClick={() => ask.mutate({ params: { id }, body: { connection, size: wanted } })}
      >
        {asked === 0 ? told.ask(wanted) : told.askMore(wanted)}
      </Button>
    </Group>
  );
}

function FieldFigures({ figures }: { figures: Figures }): ReactNode {
  const counts = ["created", "changed", "unchanged", "kept", "inReview", "unanswered"] as const;
  return (
    <Rows
      rows={figures.fields}
      keyOf={({ field }) => field}
      empty={told.none}
      minWidth={620}
      columns={[
        { title: told.field, cell: ({ field }) => field },
        ...counts.map((count) => ({
          title: told.figures[count],
          isNumber: true,
          cell: (row: Figures["fields"][number]) => countText(row[count]),
        })),
      ]}
    />
  );
}
