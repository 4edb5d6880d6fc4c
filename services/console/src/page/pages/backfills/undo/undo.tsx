import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, Stack } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useMay } from "../../../app/session.tsx";
import { useApi, useOrder } from "../../../app/use-api.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { Chart, Legend, quiet, StackedBar } from "../../../ui/charts.tsx";
import { Confirm } from "../../../ui/confirm.tsx";
import { countText } from "../../../ui/money.ts";
import { Page, Section } from "../../../ui/page.tsx";
import { Rows } from "../../../ui/rows.tsx";
import { Loaded } from "../../../ui/states.tsx";
import { UndoPreview } from "./undo-preview.tsx";

const told = backfillTexts.undo;
const route = getRouteApi("/signed-in/undos/$id");
const lookEveryMs = 2000;
type Orders = Reply<"undo.show">["orders"];
type State = Orders[number]["state"];

const colors: Readonly<Record<State, string>> = {
  ...{ done: "indigo-6", writing: "blue-4", refused: "red-7", waiting: quiet },
};

/** An undo is a run of its own: how far it is, its end, and how it is taken back. */
export function UndoPage(): ReactNode {
  const { id } = route.useParams();
  const { connection, of } = route.useSearch();
  const query = connection === undefined ? {} : { connection };
  const undo = useApi(
    "undo.show",
    { params: { id }, query },
    { everyMs: (shown) => shown !== undefined && openOf(shown.orders) > 0 && lookEveryMs },
  );
  const known = undo.data;
  const isOver = known !== undefined && openOf(known.orders) === 0;
  return (
    <Page
      title={told.runTitle(id)}
      actions={known && openOf(known.orders) > 0 && <Cancel {...{ id, connection }} {...known} />}
    >
      {of !== undefined && (
        <Group mt={-8}>
          <Button variant="subtle" px={0} renderRoot={(props) => <BackTo run={of} {...props} />}>
            {told.backTo(of)}
          </Button>
        </Group>
      )}
      <Stack gap="md">
        <Section title={told.progress}>
          <Loaded query={undo}>{({ orders }) => <Progress orders={orders} />}</Loaded>
        </Section>
        {isOver && connection !== undefined && (
          <UndoPreview run={id} connection={connection} title={told.takeBack} />
        )}
      </Stack>
    </Page>
  );
}

/** Of a backfill, or of the undo that this one takes back. */
function BackTo({ run, ...props }: { run: string }): ReactNode {
  const to = run.startsWith("undo-") ? "/undos/$id" : "/backfills/$id";
  return <Link to={to} params={{ id: run }} {...props} />;
}

function openOf(orders: Orders): number {
  return orders
    .filter(({ state }) => state === "waiting" || state === "writing")
    .reduce((sum, { count }) => sum + count, 0);
}

function Progress({ orders }: { orders: Orders }): ReactNode {
  const total = orders.reduce((sum, { count }) => sum + count, 0);
  const entries = (Object.keys(colors) as State[]).flatMap((state) => {
    const count = orders
      .filter((one) => one.state === state)
      .reduce((sum, one) => sum + one.count, 0);
    const text = `${countText(count)} ${told.states[state]}`;
    return count > 0 ? [{ name: state, color: colors[state], count, text }] : [];
  });
  return (
    <Chart
      says={entries.map(({ text }) => text).join(", ")}
      table={
        <Rows
          rows={orders}
          keyOf={({ state, reason }) => `${state} ${reason ?? ""}`}
          empty=""
          minWidth={300}
          columns={[
            { title: told.state, cell: ({ state }) => told.states[state] },
            { title: told.reason, cell: ({ reason }) => reason },
            { title: told.count, isNumber: true, cell: ({ count }) => countText(count) },
          ]}
        />
      }
    >
      <StackedBar slices={entries} whole={total} />
      <Legend entries={entries} />
    </Chart>
  );
}

function Cancel({
  id,
  connection,
  orders,
}: {
  id: string;
  connection: string | undefined;
  orders: Orders;
}): ReactNode {
  const mayOrder = useMay("backfills.order", connection);
  const [isAsked, setAsked] = useState(false);
  const cancel = useOrder("undo.cancel", {
    changes: ["undo.show"],
    onDone: () => setAsked(false),
  });
  const body = connection === undefined ? {} : { connection };
  if (!mayOrder) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {told.cancel}
      </Button>
      {isAsked && (
        <Confirm
          title={told.cancel}
          text={told.cancelText(openOf(orders))}
          action={told.cancel}
          isPending={cancel.isPending}
          close={() => setAsked(false)}
          onConfirm={() => cancel.mutate({ params: { id }, body })}
        />
      )}
    </>
  );
}
