import { Anchor, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { countText, percentText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { HoldOrder } from "./hold-order.tsx";
import { type LaneRate, laneRate } from "./lane-rate.ts";
import { liveMs, Standing, weatherMs } from "./standing.tsx";

const told = operationsTexts.lanes;

/** What each lane to the models works on. */
export function Lanes(): ReactNode {
  const operations = useApi("operations.show", {}, { everyMs: () => liveMs });
  const { data: weather } = useApi("weather.show", {}, { everyMs: () => weatherMs });
  return (
    <Section id="lanes" title={told.title} hint={told.hint}>
      <Loaded query={operations}>
        {({ lanes, queuesPath }) => (
          <>
            <Rows
              rows={lanes}
              keyOf={({ name }) => name}
              empty={told.none}
              minWidth={760}
              columns={[
                { title: told.lane, isName: true, cell: ({ name }) => name },
                {
                  title: told.state,
                  isText: true,
                  cell: ({ name, closedUntil: until, why }) => (
                    <Standing
                      held={{ scope: "model", target: name }}
                      closed={until === null ? null : { until, why }}
                    />
                  ),
                },
                { title: told.waiting, isNumber: true, cell: (row) => countText(row.waiting) },
                { title: told.active, isNumber: true, cell: (row) => countText(row.active) },
                {
                  title: told.oldest,
                  isNumber: true,
                  cell: ({ oldestAt }) =>
                    oldestAt === null ? told.nothing : <Time at={oldestAt} />,
                },
                {
                  title: told.rate,
                  isNumber: true,
                  cell: ({ name }) => weather && <Rate {...laneRate(weather.models, name)} />,
                },
                {
                  title: told.order,
                  isOrder: true,
                  cell: ({ name }) => <HoldOrder scope="model" target={name} />,
                },
              ]}
            />
            <Text size="sm" mt="xs">
              {queuesPath === null ? (
                told.noQueues
              ) : (
                <Anchor size="sm" href={queuesPath} target="_blank">
                  {told.queues}
                </Anchor>
              )}
            </Text>
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Rate({ perMinute, nearest }: LaneRate): ReactNode {
  return (
    <>
      {countText(perMinute)}
      <Text size="xs" c="dimmed">
        {nearest === null
          ? told.noLimit
          : told.ofLimit(percentText(nearest.share), nearest.unit, nearest.per)}
      </Text>
    </>
  );
}
