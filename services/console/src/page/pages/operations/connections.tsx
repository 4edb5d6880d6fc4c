import type { Reply } from "@fieldwork/contracts/client";
import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { texts } from "../../texts.ts";
import { countText, percentText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { WriteMode } from "../../ui/write-mode.tsx";
import { HoldOrder } from "./hold-order.tsx";
import { Limits } from "./limits.tsx";
import { liveMs, Standing } from "./standing.tsx";

const told = operationsTexts.connections;
const nearLimit = 0.9;

type Connection = Reply<"connections.list">["connections"][number];

/** Whether each CRM takes calls, what limits them, how many of its day's are used, and how fields are written. */
export function Connections(): ReactNode {
  const mayLink = useMay("links.read");
  const connections = useApi("connections.list", {}, { everyMs: () => liveMs });
  return (
    <Section
      id="connections"
      title={told.title}
      hint={told.hint}
      actions={
        mayLink && (
          <Button variant="default" renderRoot={(props) => <Link to="/links" {...props} />}>
            {told.links}
          </Button>
        )
      }
    >
      <Loaded query={connections}>
        {({ connections: rows }) => (
          <Rows
            rows={rows}
            keyOf={({ connection }) => connection}
            empty={told.none}
            minWidth={920}
            columns={[
              { title: told.connection, isName: true, cell: ({ connection }) => connection },
              {
                title: told.state,
                isText: true,
                cell: ({ connection, rest }) => (
                  <Standing
                    held={{ scope: "connection", target: connection }}
                    closed={rest && { until: rest.until, why: rest.reason, isRest: true }}
                  />
                ),
              },
              { title: told.quota, isText: true, cell: Quota },
              { title: told.limits, isText: true, cell: Limits },
              { title: told.writes, isText: true, cell: WriteMode },
              {
                title: told.order,
                isOrder: true,
                cell: ({ connection }) => <HoldOrder scope="connection" target={connection} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

function Quota({ quota }: Connection): ReactNode {
  if (quota === null) return told.quotaUnknown;
  const { used, limit, floorPercent, seenAt } = quota;
  const share = limit === null ? 0 : used / limit;
  return (
    <>
      <Text size="sm" fw={share >= nearLimit ? 600 : 400}>
        {limit === null
          ? told.usedOfUnknown(countText(used))
          : told.usedOf(countText(used), countText(limit), percentText(share))}
      </Text>
      {limit !== null && floorPercent !== null && (
        <Text size="xs" c="dimmed">
          {told.floor(countText(Math.floor(limit * (1 - floorPercent / 100))), floorPercent)}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {told.seen} <Time at={seenAt} />
      </Text>
    </>
  );
}

/** How far each CRM is read. */
export function Reading(): ReactNode {
  const operations = useApi("operations.show", {}, { everyMs: () => liveMs });
  const reading = operationsTexts.reading;
  return (
    <Section id="reading" title={reading.title} hint={reading.hint}>
      <Loaded query={operations}>
        {(shown) => (
          <Rows
            rows={shown.connections}
            keyOf={({ connection, object }) => `${connection} ${object}`}
            empty={reading.none}
            minWidth={460}
            columns={[
              { title: reading.connection, cell: ({ connection }) => connection },
              { title: reading.object, cell: ({ object }) => texts.records.object(object) },
              {
                title: reading.complete,
                cell: ({ completeUntil }) =>
                  completeUntil === null ? reading.history : <Time at={completeUntil} />,
              },
              { title: reading.further, cell: ({ readUntil }) => <Time at={readUntil} /> },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

/** How far the services that follow the log are behind. */
export function LogLag(): ReactNode {
  const operations = useApi("operations.show", {}, { everyMs: () => liveMs });
  const log = operationsTexts.log;
  return (
    <Section id="log" title={log.title} hint={log.hint}>
      <Loaded query={operations}>
        {(shown) => (
          <Rows
            rows={shown.log}
            keyOf={({ topic, readBy }) => `${topic} ${readBy}`}
            empty={log.none}
            minWidth={460}
            columns={[
              { title: log.reader, cell: ({ readBy }) => log.readers(readBy) },
              { title: log.topic, cell: ({ topic }) => log.topics(topic) },
              { title: log.behind, isNumber: true, cell: ({ behind }) => countText(behind) },
              { title: log.counted, isNumber: true, cell: ({ seenAt }) => <Time at={seenAt} /> },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
