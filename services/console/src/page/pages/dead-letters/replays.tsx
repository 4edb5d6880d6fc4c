import type { Reply } from "@fieldwork/contracts/client";
import { reasonText } from "@fieldwork/contracts/page";
import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { countText, percentText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = texts.replays;
type Replay = Reply<"replays.list">["replays"][number];

/** How replays go, as everybody sees them. */
export function Replays(): ReactNode {
  const replays = useApi("replays.list", { query: {} });
  return (
    <Section title={told.title} hint={told.hint}>
      <Loaded query={replays}>
        {({ replays: rows }) => (
          <Rows
            rows={rows}
            keyOf={({ id }) => id}
            empty={told.none}
            minWidth={760}
            columns={[
              {
                title: told.cause,
                cell: ({ cause }) => reasonText({ code: cause.code, detail: null }),
              },
              { title: told.state, cell: ({ state }) => told.states[state] },
              { title: told.sent, isNumber: true, cell: ({ counts }) => countText(counts.sent) },
              {
                title: told.waiting,
                isNumber: true,
                cell: ({ counts }) => countText(counts.waiting),
              },
              {
                title: told.success,
                isNumber: true,
                cell: ({ successShare }) =>
                  successShare === null ? told.notYet : percentText(successShare),
              },
              { title: told.by, cell: ({ orderedBy }) => orderedBy },
              { title: told.at, cell: ({ orderedAt }) => <Time at={orderedAt} /> },
              { title: told.order, cell: (replay) => <Change replay={replay} /> },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

const changesOf = {
  ...{ trying: ["pause", "cancel"], tried: ["resume", "cancel"], going: ["pause", "cancel"] },
  ...{ paused: ["resume", "cancel"], done: [], cancelled: [] },
} as const satisfies Record<Replay["state"], readonly ("resume" | "pause" | "cancel")[]>;

function Change({ replay: { id, state, cause } }: { replay: Replay }): ReactNode {
  const connection = cause.kind === "work" ? cause.connection : undefined;
  const mayOrder = useMay("dead-letters.order", connection);
  const change = useOrder("replays.change", { changes: ["replays.list", "dead-letters.list"] });
  if (!mayOrder) return null;
  return (
    <Group gap={6}>
      {changesOf[state].map((one) => (
        <Button
          key={one}
          variant="default"
          loading={change.isPending}
          onClick={() =>
            change.mutate({
              params: { id },
              body: { change: one, ...(connection !== undefined && { connection }) },
            })
          }
        >
          {told.changes[one]}
        </Button>
      ))}
    </Group>
  );
}
