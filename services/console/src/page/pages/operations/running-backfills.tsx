import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { operationsTexts } from "../../texts/operations.ts";
import { countText, usdText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { StateBadge } from "../backfills/backfills.tsx";
import { Orders } from "../backfills/one/orders.tsx";
import { isLive } from "../backfills/parts.ts";
import { useBackfills } from "../backfills/use-backfills.ts";

const told = operationsTexts.backfills;

/** The backfills under way, with the orders that their state allows. */
export function RunningBackfills(): ReactNode {
  const mayRead = useMay("backfills.read");
  const backfills = useBackfills(mayRead);
  if (!mayRead) return null;
  return (
    <Section id="backfills" title={told.title}>
      <Loaded query={backfills}>
        {(all) => (
          <Rows
            rows={all.filter(isLive)}
            keyOf={({ id }) => id}
            empty={told.none}
            minWidth={680}
            columns={[
              {
                title: told.backfill,
                cell: ({ id }) => (
                  <Anchor
                    size="sm"
                    renderRoot={(props) => <Link to="/backfills/$id" params={{ id }} {...props} />}
                  >
                    {id}
                  </Anchor>
                ),
              },
              { title: told.enrichment, cell: ({ enrichment }) => enrichment },
              {
                title: told.state,
                isText: true,
                cell: ({ state }) => <StateBadge state={state} />,
              },
              {
                title: told.underWay,
                isNumber: true,
                cell: ({ receipt }) => countText(receipt.underWay),
              },
              {
                title: told.waiting,
                isNumber: true,
                cell: ({ receipt }) => countText(receipt.waiting),
              },
              {
                title: told.spent,
                isNumber: true,
                cell: ({ receipt }) => usdText(receipt.spentNanoUsd),
              },
              {
                title: told.order,
                isOrder: true,
                cell: (backfill) => <Orders backfill={backfill} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
