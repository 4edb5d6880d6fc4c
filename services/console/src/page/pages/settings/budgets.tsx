import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { Managed } from "../../ui/managed.tsx";
import { usdText } from "../../ui/money.ts";
import { Time } from "../../ui/time.tsx";
import { BudgetForm } from "./budget-form.tsx";

const told = settingsTexts.budgets;
export type Limit = Reply<"budgets.list">["limits"][number];

/** What may be spent, and who says so. How much of it is used is told under Operations. */
export function Budgets(): ReactNode {
  const budgets = useApi("budgets.list", {});
  const maySet = useMay("budgets.set");
  return (
    <Managed
      title={told.title}
      hint={told.hint}
      {...(maySet && {
        add: { label: told.add, form: (close: () => void) => <BudgetForm close={close} /> },
      })}
      query={budgets}
      rowsOf={({ limits }) => limits}
      keyOf={({ of, name, per }) => `${of} ${name} ${per}`}
      empty={told.none}
      minWidth={820}
      columns={[
        { title: told.budget, cell: (limit) => ofText(limit) },
        { title: told.per, cell: ({ per }) => perText(per) },
        { title: told.limit, isNumber: true, cell: ({ limitNanoUsd }) => usdText(limitNanoUsd) },
        {
          title: told.configured,
          isNumber: true,
          cell: ({ configuredNanoUsd }) =>
            configuredNanoUsd === null ? told.nothing : usdText(configuredNanoUsd),
        },
        { title: told.set, cell: (limit) => <SetBy {...limit} /> },
        ...(maySet
          ? [{ title: told.order, cell: (limit: Limit) => <Orders limit={limit} /> }]
          : []),
      ]}
    />
  );
}

function ofText({ of, name }: Pick<Limit, "of" | "name">): string {
  if (of === "total") return told.of.total;
  return `${told.of[of]} ${name ?? told.each}`;
}

function perText(per: string): string {
  return new Map<string, string>(Object.entries(told.pers)).get(per) ?? per;
}

function SetBy({ setBy, until }: Limit): ReactNode {
  if (setBy === null) return told.configuration;
  if (until === null) return setBy;
  return (
    <>
      {told.setBy(setBy)} {told.until} <Time at={until} />
    </>
  );
}

function Orders({ limit }: { limit: Limit }): ReactNode {
  const [isOpen, dialog] = useDisclosure(false);
  const unset = useOrder("budgets.unset", { done: told.ended, changes: ["budgets.list"] });
  const { of, name, setBy } = limit;
  const per = limit.per as "day";
  return (
    <Group gap={6} wrap="nowrap">
      <Button
        variant="default"
        aria-label={told.changeNamed(`${ofText(limit)}, ${perText(per)}`)}
        onClick={dialog.open}
      >
        {told.change}
      </Button>
      {setBy !== null && (
        <Button
          variant="default"
          aria-label={told.unsetNamed(`${ofText(limit)}, ${perText(per)}`)}
          loading={unset.isPending}
          onClick={() => unset.mutate({ body: { of, name, per } })}
        >
          {told.unset}
        </Button>
      )}
      {isOpen && <BudgetForm limit={limit} close={dialog.close} />}
    </Group>
  );
}
