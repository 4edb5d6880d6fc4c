import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useApi } from "../../../app/use-api.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { countText } from "../../../ui/money.ts";
import { Section } from "../../../ui/page.tsx";
import { Rows } from "../../../ui/rows.tsx";
import { Time } from "../../../ui/time.tsx";

const told = backfillTexts.undo;

/** The undos of a run that were ordered, each with the way to it; nothing where there is none. */
export function UndosOf({ run, connection }: { run: string; connection: string }): ReactNode {
  const undos = useApi("undo.list", { query: { of: run, connection } });
  const rows = undos.data?.undos ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={told.list} hint={told.listHint}>
      <Rows
        rows={rows}
        keyOf={(undo) => undo.run}
        empty=""
        minWidth={420}
        columns={[
          {
            title: told.title,
            cell: (undo) => (
              <Anchor
                size="sm"
                renderRoot={(props) => (
                  <Link
                    to="/undos/$id"
                    params={{ id: undo.run }}
                    search={{ connection, of: run }}
                    {...props}
                  />
                )}
              >
                {undo.run}
              </Anchor>
            ),
          },
          { title: told.orderedBy, cell: ({ orderedBy }) => orderedBy },
          { title: told.orderedAt, cell: ({ orderedAt }) => <Time at={orderedAt} /> },
          { title: told.count, isNumber: true, cell: ({ count }) => countText(count) },
        ]}
      />
    </Section>
  );
}
