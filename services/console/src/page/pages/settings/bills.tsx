import type { Reply } from "@fieldwork/contracts/client";
import { billVerdictText } from "@fieldwork/contracts/page";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { billTexts as told } from "../../texts/bills.ts";
import { countText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { differenceText, isDiffering } from "./bill-difference.ts";

type Billed = Reply<"bills.list">["days"][number];

/** What vendors billed beside what the log of calls says, as it stood when somebody compared them. */
export function Bills(): ReactNode {
  const bills = useApi("bills.list", { query: {} });
  return (
    <Section id="bills" title={told.title} hint={told.hint}>
      <Loaded query={bills}>{({ days }) => <BilledDays days={days} />}</Loaded>
    </Section>
  );
}

function BilledDays({ days }: { days: readonly Billed[] }): ReactNode {
  const differing = days.filter(isDiffering).length;
  return (
    <>
      {days.length > 0 && (
        <Text size="sm" fw={differing > 0 ? 600 : 400} mb="xs">
          {differing === 0
            ? told.allAlike(countText(days.length))
            : told.differ(countText(differing), countText(days.length))}
        </Text>
      )}
      <Rows
        rows={days}
        keyOf={({ provider, day, model }) => `${provider} ${day} ${model}`}
        empty={told.none}
        emptyHint={told.noneHint}
        minWidth={1000}
        columns={[
          { title: told.day, isName: true, cell: ({ day }) => day },
          { title: told.vendor, isName: true, cell: ({ provider }) => provider },
          { title: told.model, isName: true, cell: ({ model }) => model ?? told.allModels },
          { title: told.billed, isNumber: true, cell: (row) => usdText(row.billedNanoUsd) },
          { title: told.ours, isNumber: true, cell: Ours },
          { title: told.difference, isNumber: true, cell: differenceText },
          { title: told.held, isNumber: true, cell: (row) => usdText(row.heldNanoUsd) },
          { title: told.verdict, isText: true, cell: Verdict },
          { title: told.compared, cell: Compared },
        ]}
      />
    </>
  );
}

function Ours({ chargedNanoUsd, calls }: Billed): ReactNode {
  return (
    <>
      {usdText(chargedNanoUsd)}
      <Text size="xs" c="dimmed">
        {told.calls(calls)}
      </Text>
    </>
  );
}

function Verdict(row: Billed): ReactNode {
  return (
    <Text size="sm" fw={isDiffering(row) ? 600 : 400}>
      {billVerdictText[row.verdict]}
    </Text>
  );
}

function Compared({ reconciledAt, reconciledBy }: Billed): ReactNode {
  return (
    <>
      <Time at={reconciledAt} /> {told.by(reconciledBy)}
    </>
  );
}
