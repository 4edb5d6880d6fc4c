import { Stack, Text } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useConnection } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { ConnectionChoice } from "../../ui/connection-choice.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { CauseCard } from "./cause-card.tsx";
import { EditEvent } from "./edit-event.tsx";
import { isUnderWay } from "./replay-parts.ts";
import { Replays } from "./replays.tsx";

const route = getRouteApi("/signed-in/dead-letters");
const told = texts.deadLetters;
const lookEveryMs = 1500;

/** What failed for good, by cause, with what to do about each. */
export function DeadLetters(): ReactNode {
  const { event, replay, connection: asked } = route.useSearch();
  const navigate = useNavigate();
  const { connection, choice } = useConnection("dead-letters.read", asked);
  const query = connection === undefined ? {} : { connection };
  const groups = useApi("dead-letters.list", { query });
  const replays = useApi(
    "replays.list",
    { query },
    { everyMs: (reply) => (reply?.replays.some(isUnderWay) ? lookEveryMs : false) },
  );
  const search = asked === undefined ? {} : { connection: asked };
  return (
    <Page title={texts.pages.deadLetters}>
      <ConnectionChoice
        {...{ connection, choice }}
        onChoose={(chosen) =>
          void navigate({ to: "/dead-letters", search: { connection: chosen } })
        }
      />
      <Loaded query={groups}>
        {({ groups: rows, isCapped }) => (
          <Stack gap="md">
            {rows.length === 0 && <EmptyState title={told.none} hint={told.noneHint} />}
            {isCapped && <Text size="sm">{told.capped}</Text>}
            {rows.map((group) => (
              <CauseCard
                key={group.id}
                group={group}
                replay={replays.data?.replays.find(
                  (one) => one.group === group.id && isUnderWay(one),
                )}
              />
            ))}
          </Stack>
        )}
      </Loaded>
      <Replays
        query={replays}
        groups={groups.data?.groups.map(({ id }) => id) ?? []}
        shown={replay}
        connection={connection}
      />
      {event !== undefined && (
        <EditEvent
          id={event}
          close={() => void navigate({ to: "/dead-letters", search, replace: true })}
        />
      )}
    </Page>
  );
}
