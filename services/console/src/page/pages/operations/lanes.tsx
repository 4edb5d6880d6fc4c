import { Badge, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const lanes = texts.operations.lanes;
const connections = texts.operations.connections;

/** What each lane works on, and how far each connection is read. */
export function LanesAndConnections(): ReactNode {
  const operations = useApi("operations.show", {});
  return (
    <>
      <Section title={lanes.title} hint={lanes.hint}>
        <Loaded query={operations}>
          {(shown) => (
            <Rows
              rows={shown.lanes}
              keyOf={({ name }) => name}
              empty={lanes.none}
              columns={[
                { title: lanes.lane, cell: ({ name }) => name },
                {
                  title: lanes.state,
                  cell: ({ closedUntil, why }) =>
                    closedUntil === null ? (
                      <Badge color="green">{lanes.open}</Badge>
                    ) : (
                      <Text size="sm" fw={600}>
                        {lanes.closed(why)} <Time at={closedUntil} />
                      </Text>
                    ),
                },
                { title: lanes.waiting, isNumber: true, cell: (row) => countText(row.waiting) },
                { title: lanes.active, isNumber: true, cell: (row) => countText(row.active) },
                {
                  title: lanes.oldest,
                  isNumber: true,
                  cell: ({ oldestAt }) =>
                    oldestAt === null ? lanes.nothing : <Time at={oldestAt} />,
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
      <Section title={connections.title} hint={connections.hint}>
        <Loaded query={operations}>
          {(shown) => (
            <Rows
              rows={shown.connections}
              keyOf={({ connection, object }) => `${connection} ${object}`}
              empty={connections.none}
              minWidth={420}
              columns={[
                { title: connections.connection, cell: ({ connection }) => connection },
                { title: connections.object, cell: ({ object }) => texts.records.object(object) },
                { title: connections.read, cell: ({ readUntil }) => <Time at={readUntil} /> },
                {
                  title: connections.state,
                  cell: ({ rest }) =>
                    rest === null ? (
                      <Badge color="green">{connections.open}</Badge>
                    ) : (
                      <Text size="sm" fw={600}>
                        {connections.rests(rest.reason)} <Time at={rest.until} />
                      </Text>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
    </>
  );
}
