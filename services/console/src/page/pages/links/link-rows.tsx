import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useOrder } from "../../app/use-api.ts";
import { linkTexts as told } from "../../texts/links.ts";
import { RecordLink } from "../../ui/record-link.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Time } from "../../ui/time.tsx";

export type CompanyLink = Reply<"company-links.list">["rows"][number];

interface LinkRowsProps {
  links: readonly CompanyLink[];
  /** What is told where there are none. */
  empty: string;
  emptyHint?: string;
}

/** Pairs of records, what they are to each other and why, and what a person may say of them. */
export function LinkRows({ links, ...empty }: LinkRowsProps): ReactNode {
  return (
    <Rows
      rows={links}
      keyOf={({ ref, other }) => `${keyOf(ref)} ${keyOf(other)}`}
      {...empty}
      minWidth={820}
      columns={[
        { title: told.one, cell: ({ ref, title }) => <Named record={ref} title={title} /> },
        {
          title: told.other,
          cell: ({ other, otherTitle }) => <Named record={other} title={otherTitle} />,
        },
        { title: told.state, isText: true, cell: ({ text }) => text },
        { title: told.compared, isText: true, cell: ({ evidence }) => told.compare(evidence) },
        {
          title: told.decided,
          cell: ({ orderedAt, decidedAt }) => <Time at={orderedAt ?? decidedAt} />,
        },
        { title: told.order, isOrder: true, cell: (link) => <Orders link={link} /> },
      ]}
    />
  );
}

type Ref = CompanyLink["ref"];

function keyOf({ connection, object, id }: Ref): string {
  return `${connection}/${object}/${id}`;
}

function Named({ record, title }: { record: Ref; title: string | null }): ReactNode {
  return (
    <>
      <RecordLink record={record} label={title ?? record.id} />
      <Text size="xs" c="dimmed">
        {record.connection}
      </Text>
    </>
  );
}

function Orders({ link }: { link: CompanyLink }): ReactNode {
  const { ref, other, state } = link;
  const mayOrder = useMay("links.order");
  const order = useOrder("company-links.order", {
    done: ({ state: after }) => (isPersons(after) ? told.ordered : told.left),
    changes: ["company-links.list", "company-links.show", "company-links.figures"],
  });
  if (!mayOrder) return null;
  const give = (what: "confirm" | "refuse" | "leave-to-rules", text: string) => (
    <Button
      key={what}
      variant="default"
      aria-label={told.named(text, link.title ?? ref.id, link.otherTitle ?? other.id)}
      disabled={order.isPending}
      onClick={() =>
        order.mutate({ body: { record: keyOf(ref), other: keyOf(other), order: what } })
      }
    >
      {text}
    </Button>
  );
  return (
    <Group gap={4} wrap="nowrap">
      {state !== "confirmed" && give("confirm", told.confirm)}
      {state !== "refused" && give("refuse", told.refuse)}
      {isPersons(state) && give("leave-to-rules", told.leave)}
    </Group>
  );
}

function isPersons(state: string | null): boolean {
  return state === "confirmed" || state === "refused";
}
