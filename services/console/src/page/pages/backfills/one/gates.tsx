import type { GateVerdict } from "@fieldwork/contracts/page";
import { Badge, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { backfillTexts } from "../../../texts/backfills.ts";
import { countText } from "../../../ui/money.ts";
import { Section } from "../../../ui/page.tsx";
import { Rows } from "../../../ui/rows.tsx";
import type { Backfill } from "../parts.ts";

const told = backfillTexts.progress;
type GateName = GateVerdict["gate"];

/** How the last step that ended did by each gate; before one has, by what it will be judged. */
export function Gates({ backfill: { judged, gates } }: { backfill: Backfill }): ReactNode {
  if (judged === null)
    return (
      <Section title={told.gates} hint={told.notJudged}>
        <Rows
          rows={Object.keys(told.names) as GateName[]}
          keyOf={(gate) => gate}
          empty=""
          minWidth={280}
          columns={[
            { title: told.gate, cell: (gate) => told.names[gate] },
            {
              title: told.limit,
              isNumber: true,
              cell: (gate) => {
                const limit = gates[gate];
                return limit === null ? told.off : told.limitOf(gate, limit);
              },
            },
          ]}
        />
      </Section>
    );
  return (
    <Section title={told.gates} hint={told.gatesHint}>
      <Rows
        rows={judged}
        keyOf={({ gate, output }) => `${gate} ${output ?? ""}`}
        empty={told.notJudged}
        minWidth={460}
        columns={[
          { title: told.gate, cell: (verdict) => told.named(verdict) },
          { title: told.n, isNumber: true, cell: ({ n }) => countText(n) },
          { title: told.value, isNumber: true, cell: (verdict) => told.found(verdict) },
          {
            title: told.limit,
            isNumber: true,
            cell: ({ gate, most }) => told.found({ gate, count: most }),
          },
          { title: told.verdict, cell: (verdict) => <Verdict {...verdict} /> },
        ]}
      />
    </Section>
  );
}

function Verdict({ hasPassed }: GateVerdict): ReactNode {
  if (hasPassed) return <Text size="sm">{told.passed}</Text>;
  return <Badge color="red">{told.failed}</Badge>;
}
