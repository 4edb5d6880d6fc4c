import type { Reply } from "@fieldwork/contracts/client";
import { Button, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { operationsTexts } from "../../texts/operations.ts";
import { texts } from "../../texts.ts";
import { countText, percentText, secondsText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { HoldOrder } from "./hold-order.tsx";
import { liveMs, Standing } from "./standing.tsx";

const told = operationsTexts.connections;
const nearLimit = 0.9;

type Connection = Reply<"connections.list">["connections"][number];

/** Whether each CRM takes calls, and how many of its day's are used. */
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
            minWidth={820}
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
              { title: told.window, isText: true, cell: Window },
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

/** From the read to the CRM's reply: what a person edits meanwhile may be overwritten. */
function Window({ writeWindow }: Connection): ReactNode {
  if (writeWindow === null) return told.noWindow;
  const { batches, p50Ms, p99Ms } = writeWindow;
  return (
    <>
      <Text size="sm">{told.within(secondsText(p50Ms), secondsText(p99Ms))}</Text>
      <Text size="xs" c="dimmed">
        {told.batches(countText(batches))}
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
