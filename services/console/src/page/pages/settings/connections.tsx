import type { Reply } from "@fieldwork/contracts/client";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { texts } from "../../texts.ts";
import { countText } from "../../ui/money.ts";
import { Section } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = settingsTexts.connections;
const colours = { odd: "yellow", wrong: "red" } as const;
const lookEveryMs = 1000;

type Connection = Reply<"connections.list">["connections"][number];
type Findings = NonNullable<NonNullable<Connection["test"]>["findings"]>;

/** The CRMs: what is read of each, and whether it lets us do what we need. */
export function Connections(): ReactNode {
  const connections = useApi(
    "connections.list",
    {},
    {
      // The connector tests; no event tells that it has.
      everyMs: (reply) => (reply?.connections.some(isTesting) ? lookEveryMs : false),
    },
  );
  return (
    <>
      <Text size="sm" c="dimmed">
        {told.hint}
      </Text>
      <Loaded query={connections}>
        {({ connections: rows }) =>
          rows.length === 0 ? (
            <EmptyState title={told.none} />
          ) : (
            rows.map((one) => <OneConnection key={one.connection} of={one} />)
          )
        }
      </Loaded>
    </>
  );
}

function isTesting({ test }: Connection): boolean {
  return test !== null && test.endedAt === null;
}

function OneConnection({ of }: { of: Connection }): ReactNode {
  const { connection, objects, rest, quota, test } = of;
  const mayTest = useMay("connections.test", connection);
  const order = useOrder("connections.test", { changes: ["connections.list"] });
  const names = objects.map((name) => texts.records.object(name).toLowerCase());
  return (
    <Section
      title={connection}
      actions={
        mayTest && (
          <Button
            variant="default"
            aria-label={told.testNamed(connection)}
            loading={order.isPending || isTesting(of)}
            onClick={() => order.mutate({ params: { connection } })}
          >
            {told.test}
          </Button>
        )
      }
    >
      <Stack gap={4}>
        <Text size="sm">
          {names.length > 0 && told.reads(names.join(", "))}
          {rest && (
            <>
              {" "}
              {told.rests(rest.reason)} <Time at={rest.until} />.
            </>
          )}
        </Text>
        {quota && (
          <Text size="sm" c="dimmed">
            {told.quota(
              countText(quota.used),
              quota.limit === null ? null : countText(quota.limit),
            )}
            {quota.floorPercent !== null && told.floor(quota.floorPercent)} ·{" "}
            <Time at={quota.seenAt} />
          </Text>
        )}
        <Text size="sm" c="dimmed" role="status">
          {test === null && told.neverTested}
          {isTesting(of) && told.testing}
          {test?.endedAt && (
            <>
              {told.tested(test.orderedBy)} <Time at={test.endedAt} />
            </>
          )}
        </Text>
      </Stack>
      {test?.findings && <FindingRows findings={test.findings} />}
    </Section>
  );
}

function FindingRows({ findings }: { findings: Findings }): ReactNode {
  return (
    <Rows
      rows={findings}
      keyOf={({ object, scope }) => `${object} ${scope}`}
      empty={told.noFindings}
      minWidth={640}
      columns={[
        {
          title: told.state,
          cell: ({ state }) => (
            <Group wrap="nowrap">
              {state === "fine" ? (
                told.states.fine
              ) : (
                <Badge color={colours[state]} className="whole">
                  {told.states[state]}
                </Badge>
              )}
            </Group>
          ),
        },
        { title: told.object, cell: ({ object }) => texts.records.object(object) },
        { title: told.scope, cell: ({ scope }) => told.scopes[scope] },
        {
          title: told.found,
          cell: ({ told: text, remedy }) => (
            <>
              {text}
              {remedy !== null && (
                <Text size="xs" c="dimmed">
                  {remedy}
                </Text>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
