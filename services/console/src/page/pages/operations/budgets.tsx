import { Progress } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { countText, percentText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";

const told = texts.operations.budgets;

/** What is spent, what is held for calls under way, and what is left. */
export function Budgets(): ReactNode {
  const budgets = useApi("budgets.list", {});
  return (
    <Section title={told.title} hint={told.hint}>
      <Loaded query={budgets}>
        {({ budgets: rows }) => (
          <Rows
            rows={rows}
            keyOf={({ scope }) => scope}
            empty={told.none}
            minWidth={620}
            columns={[
              { title: told.budget, cell: ({ scope }) => scope },
              { title: told.used, cell: (row) => <Used {...row} /> },
              { title: told.spent, isNumber: true, cell: (row) => usdText(row.chargedNanoUsd) },
              {
                title: told.held,
                isNumber: true,
                cell: (row) => `${usdText(row.heldNanoUsd)} (${countText(row.heldCalls)})`,
              },
              { title: told.limit, isNumber: true, cell: (row) => usdText(row.limitNanoUsd) },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

const near = 0.8;

function Used({
  scope,
  chargedNanoUsd,
  limitNanoUsd,
}: {
  scope: string;
  chargedNanoUsd: string;
  limitNanoUsd: string;
}): ReactNode {
  const share = Number(limitNanoUsd) === 0 ? 1 : Number(chargedNanoUsd) / Number(limitNanoUsd);
  return (
    <Progress.Root size="lg">
      <Progress.Section
        value={Math.min(100, share * 100)}
        color={share >= 1 ? "red" : share >= near ? "yellow" : "indigo"}
        aria-label={told.usedOf(scope, percentText(share))}
      />
    </Progress.Root>
  );
}
