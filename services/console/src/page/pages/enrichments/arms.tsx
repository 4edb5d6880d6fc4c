import type { Reply } from "@fieldwork/contracts/client";
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { countText, secondsText, usdText } from "../../ui/money.ts";
import { Rows } from "../../ui/rows.tsx";

const told = enrichmentTexts.versions;

type Figures = Reply<"definitions.figures">["versions"][number];

/** What each arm of a version's experiment came to; nothing without one. */
export function Arms({ versions }: { versions: readonly Figures[] }): ReactNode {
  const rows = versions.flatMap(({ hash, arms }) => arms.map((one) => ({ ...one, hash })));
  if (rows.length === 0) return null;
  return (
    <>
      <Title order={3} size="h6" mt="md" mb={4}>
        {told.armsTitle}
      </Title>
      <Rows
        rows={rows}
        keyOf={({ hash, arm }) => `${hash} ${arm}`}
        empty={told.nothing}
        minWidth={720}
        columns={[
          { title: told.version, cell: ({ hash }) => hash },
          { title: told.arm, isName: true, cell: ({ arm }) => told.arms(arm) },
          { title: told.records, isNumber: true, cell: ({ records }) => countText(records) },
          { title: told.spent, isNumber: true, cell: ({ costNanoUsd }) => usdText(costNanoUsd) },
          { title: told.tokensIn, isNumber: true, cell: (row) => countText(row.inputTokens) },
          { title: told.tokensOut, isNumber: true, cell: (row) => countText(row.outputTokens) },
          {
            title: told.p50,
            isNumber: true,
            cell: ({ p50Ms }) => told.seconds(secondsText(p50Ms)),
          },
          {
            title: told.p95,
            isNumber: true,
            cell: ({ p95Ms }) => told.seconds(secondsText(p95Ms)),
          },
        ]}
      />
    </>
  );
}
