import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { AmountBar, Chart, Legend } from "../../../ui/charts.tsx";
import { usdText } from "../../../ui/money.ts";
import { Rows } from "../../../ui/rows.tsx";
import type { Progress } from "./progress.tsx";

const told = backfillTexts.progress;

/** What it has spent, against what its sheet said and what was approved. */
export function Spend({ progress }: { progress: Progress }): ReactNode {
  const { spentNanoUsd, expectedNanoUsd, likelyNanoUsd, mostNanoUsd } = progress;
  const marks = [
    { kind: "expected" as const, color: "teal-6", value: expectedNanoUsd },
    { kind: "likely" as const, color: "yellow-6", value: likelyNanoUsd },
    { kind: "most" as const, color: "red-7", value: mostNanoUsd },
  ].flatMap(({ kind, color, value }) =>
    value === null ? [] : [{ name: told.spendMarks[kind], color, value }],
  );
  const spent = { name: told.spendMarks.spent, color: "indigo-6", value: spentNanoUsd };
  const entries = [spent, ...marks].map((one) => ({
    ...one,
    text: `${one.name}: ${usdText(one.value)}`,
  }));
  return (
    <Chart
      says={entries.map(({ text }) => text).join(", ")}
      table={
        <Rows
          rows={entries}
          keyOf={({ name }) => name}
          empty=""
          minWidth={260}
          columns={[
            { title: told.spend, cell: ({ name }) => name },
            { title: told.amount, isNumber: true, cell: ({ value }) => usdText(value) },
          ]}
        />
      }
    >
      <Stack gap={0}>
        <AmountBar value={spentNanoUsd} marks={marks} />
        <Legend entries={entries} />
      </Stack>
    </Chart>
  );
}
