import type { Reply } from "@fieldwork/contracts/client";
import { Button, Progress, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { countText, percentText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = operationsTexts.budgets;
const burnMs = 10_000;
// Held money is looked for among all calls, which may be too many.
const heldMs = 60_000;

type Budget = Reply<"trends.show">["budgets"][number];

/** What is spent, what is held for calls under way, what is left, and for how long. */
export function Budgets(): ReactNode {
  const trends = useApi("trends.show", {}, { everyMs: () => burnMs });
  const { data: listed } = useApi("budgets.list", {}, { everyMs: () => heldMs });
  const mayRead = useMay("budgets.read");
  const heldOf = ({ scope }: Budget) => listed?.budgets.find((one) => one.scope === scope);
  return (
    <Section
      id="budgets"
      title={told.title}
      hint={told.hint}
      actions={
        mayRead && (
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/settings" search={{ part: "budgets" }} hash="bills" {...props} />
            )}
          >
            {told.bills}
          </Button>
        )
      }
    >
      <Loaded query={trends}>
        {({ budgets }) => (
          <Rows
            rows={budgets}
            keyOf={({ scope }) => scope}
            empty={told.none}
            minWidth={820}
            columns={[
              { title: told.budget, cell: ({ scope }) => scope },
              { title: told.used, cell: (row) => <Used {...row} /> },
              { title: told.spent, isNumber: true, cell: (row) => usdText(row.chargedNanoUsd) },
              {
                title: told.held,
                isNumber: true,
                cell: (row) => heldText(heldOf(row)),
              },
              { title: told.limit, isNumber: true, cell: (row) => usdText(row.limitNanoUsd) },
              { title: told.burn, isNumber: true, cell: paceText },
              {
                title: told.atEnd,
                isNumber: true,
                cell: AtEnd,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function heldText(held: Reply<"budgets.list">["budgets"][number] | undefined): string {
  return held ? `${usdText(held.heldNanoUsd)} (${countText(held.heldCalls)})` : told.notKnown;
}

function paceText({ perHourNanoUsd }: Budget): string {
  return perHourNanoUsd === null ? told.notYet : usdText(perHourNanoUsd);
}

/** What will be charged at its end, or when nothing of it is left. */
function AtEnd({ atEndNanoUsd, emptyAt, endsAt }: Budget): ReactNode {
  if (atEndNanoUsd === null) return told.notYet;
  if (emptyAt !== null)
    return (
      <Text size="sm" fw={600}>
        {told.empty} <Time at={emptyAt} />
      </Text>
    );
  return (
    <>
      {usdText(atEndNanoUsd)}
      <Text size="xs" c="dimmed">
        {told.ends} <Time at={endsAt} />
      </Text>
    </>
  );
}

const near = 0.8;

function Used({ scope, chargedNanoUsd, limitNanoUsd }: Budget): ReactNode {
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
