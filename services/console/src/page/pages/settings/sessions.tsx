import { Badge, Button, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Section } from "../../ui/page.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const told = texts.settings.sessions;

export function Sessions(): ReactNode {
  const sessions = useApi("sessions.list", {});
  const end = useOrder("sessions.revoke", {
    done: told.ended,
    changes: ["sessions.list", "session.show"],
  });
  return (
    <Section title={told.title} hint={told.hint}>
      <Loaded query={sessions}>
        {({ sessions: rows }) =>
          rows.length === 0 ? (
            <EmptyState title={told.none} />
          ) : (
            <Table.ScrollContainer minWidth={520}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{told.browser}</Table.Th>
                    <Table.Th>{told.from}</Table.Th>
                    <Table.Th>{told.seen}</Table.Th>
                    <Table.Th>{told.expires}</Table.Th>
                    <Table.Th>
                      <VisuallyHidden>{told.end}</VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((row) => (
                    <Table.Tr key={row.id}>
                      <Table.Td>
                        <Group gap="xs">
                          <Text size="sm" title={row.userAgent ?? undefined}>
                            {browserOf(row.userAgent)}
                          </Text>
                          {row.isThis && <Badge color="indigo">{told.isThis}</Badge>}
                        </Group>
                      </Table.Td>
                      <Table.Td>{row.from ?? texts.common.unknown}</Table.Td>
                      <Table.Td>
                        <Time at={row.seenAt} />
                      </Table.Td>
                      <Table.Td>
                        <Time at={row.expiresAt} />
                      </Table.Td>
                      <Table.Td align="right">
                        <Button
                          variant="default"
                          loading={end.isPending && end.variables.params.id === row.id}
                          onClick={() => end.mutate({ params: { id: row.id } })}
                        >
                          {told.end}
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
    </Section>
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
