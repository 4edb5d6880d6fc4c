import { Badge, Button, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { settingsTexts } from "../../texts/settings.ts";
import { texts } from "../../texts.ts";
import { Managed } from "../../ui/managed.tsx";
import { Time } from "../../ui/time.tsx";

const told = settingsTexts.sessions;

export function Sessions(): ReactNode {
  const sessions = useApi("sessions.list", {});
  const end = useOrder("sessions.revoke", {
    done: told.ended,
    changes: ["sessions.list", "session.show"],
  });
  return (
    <Managed
      title={told.title}
      hint={told.hint}
      query={sessions}
      rowsOf={({ sessions: rows }) => rows}
      keyOf={({ id }) => id}
      empty={told.none}
      minWidth={520}
      columns={[
        {
          title: told.browser,
          cell: ({ userAgent, isThis }) => (
            <Group gap="xs">
              <Text size="sm" title={userAgent ?? undefined}>
                {browserOf(userAgent)}
              </Text>
              {isThis && <Badge color="indigo">{told.isThis}</Badge>}
            </Group>
          ),
        },
        { title: told.from, cell: ({ from }) => from ?? texts.common.unknown },
        { title: told.seen, cell: ({ seenAt }) => <Time at={seenAt} /> },
        { title: told.expires, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
        {
          title: told.order,
          cell: ({ id }) => (
            <Button
              variant="default"
              loading={end.isPending && end.variables.params.id === id}
              onClick={() => end.mutate({ params: { id } })}
            >
              {told.end}
            </Button>
          ),
        },
      ]}
    />
  );
}

const browsers = [
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;

/** The browser's name; anything else as it calls itself. Pure. */
function browserOf(userAgent: string | null): string {
  if (userAgent === null) return texts.common.unknown;
  const known = browsers.find(([sign]) => userAgent.includes(sign));
  return known?.[1] ?? userAgent.slice(0, 40);
}
