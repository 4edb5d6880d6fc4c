import type { Reply } from "@fieldwork/contracts/client";
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { texts } from "../../texts.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { WaitsFor } from "../home/freshness.tsx";
import { HoldOrder } from "./hold-order.tsx";
import { Standing } from "./standing.tsx";

const told = operationsTexts.freshness;

type Freshness = Reply<"freshness.list">["enrichments"][number];
interface Row {
  enrichment: string;
  freshness: Freshness | undefined;
}

/** Of each enrichment: whether its changes are written as soon as promised, and what they wait for. */
export function Enrichments(): ReactNode {
  const definitions = useApi("definitions.list", {});
  const { data } = useApi("freshness.list", {});
  return (
    <Section id="freshness" title={texts.home.freshness} hint={told.hint}>
      <Loaded query={definitions}>
        {({ definitions: released }) => (
          <Rows<Row>
            rows={released.map(({ name }) => ({
              enrichment: name,
              freshness: data?.enrichments.find(({ enrichment }) => enrichment === name),
            }))}
            keyOf={({ enrichment }) => enrichment}
            empty={told.none}
            minWidth={820}
            columns={[
              { title: told.enrichment, isName: true, cell: ({ enrichment }) => enrichment },
              {
                title: told.promise,
                isText: true,
                cell: ({ freshness }) => <Promised freshness={freshness} />,
              },
              { title: told.burn, isNumber: true, cell: ({ freshness }) => burnText(freshness) },
              {
                title: told.overdue,
                isNumber: true,
                cell: ({ freshness }) => (freshness ? countText(freshness.overdue) : ""),
              },
              {
                title: told.waitsFor,
                isText: true,
                cell: ({ freshness }) =>
                  freshness?.constraint && <WaitsFor constraint={freshness.constraint} />,
              },
              {
                title: told.state,
                isText: true,
                cell: ({ enrichment }) => (
                  <Standing
                    held={{ scope: "enrichment", target: enrichment }}
                    closed={null}
                    open={told.goesOn}
                  />
                ),
              },
              {
                title: told.order,
                isOrder: true,
                cell: ({ enrichment }) => <HoldOrder scope="enrichment" target={enrichment} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Promised({ freshness }: Pick<Row, "freshness">): ReactNode {
  if (freshness === undefined) return told.noPromise;
  const { objective, isMissed } = freshness;
  return (
    <Text size="sm" fw={isMissed ? 600 : 400}>
      {told.promised(
        texts.home.objective(objective.share, objective.within),
        isMissed ? texts.home.freshnessMissed : texts.home.freshnessKept,
      )}
    </Text>
  );
}

function burnText(freshness: Freshness | undefined): string {
  return freshness ? told.burnt(freshness.burn.short, freshness.burn.long) : "";
}
