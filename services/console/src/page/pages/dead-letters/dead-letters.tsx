import type { Reply } from "@fieldwork/contracts/client";
import { reasonText } from "@fieldwork/contracts/page";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { countText } from "../../ui/money.ts";
import { Page, Section } from "../../ui/page.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { Replays } from "./replays.tsx";

const told = texts.deadLetters;
type DeadGroup = Reply<"dead-letters.list">["groups"][number];

/** What failed for good, by cause, with what to do about each. */
export function DeadLetters(): ReactNode {
  const groups = useApi("dead-letters.list", { query: {} });
  return (
    <Page title={texts.pages.deadLetters}>
      <Loaded query={groups}>
        {({ groups: rows, isCapped }) => (
          <Stack gap="md">
            {rows.length === 0 && <EmptyState title={told.none} hint={told.noneHint} />}
            {isCapped && <Text size="sm">{told.capped}</Text>}
            {rows.map((group) => (
              <CauseCard key={group.id} group={group} />
            ))}
          </Stack>
        )}
      </Loaded>
      <Replays />
    </Page>
  );
}

function CauseCard({ group }: { group: DeadGroup }): ReactNode {
  const { cause, count, failedAnew, firstAt, lastAt, remedy } = group;
  const place =
    cause.kind === "work"
      ? told.place(cause.enrichment, cause.connection, texts.records.object(cause.object))
      : told.events(cause.topic, cause.group);
  return (
    <Section
      title={texts.common.sentence(reasonText({ code: cause.code, detail: null }))}
      hint={place}
      actions={<GroupActions group={group} />}
    >
      <Stack gap={6}>
        <Group gap="xs">
          <Badge color="red">{told.count(count)}</Badge>
          {failedAnew > 0 && <Badge color="gray">{told.failedAnew(failedAnew)}</Badge>}
          <Text size="sm" c="dimmed">
            {told.first} <Time at={firstAt} />, {told.last} <Time at={lastAt} />
          </Text>
        </Group>
        {cause.shape !== "" && (
          <Text size="sm" className="preformatted">
            {cause.shape}
          </Text>
        )}
        <Text size="sm">{remedy}</Text>
      </Stack>
    </Section>
  );
}

function GroupActions({ group: { id, count, cause } }: { group: DeadGroup }): ReactNode {
  const connection = cause.kind === "work" ? cause.connection : undefined;
  const within = connection === undefined ? {} : { connection };
  const mayOrder = useMay("dead-letters.order", connection);
  const [open, setOpen] = useState<"five" | "all" | "discard" | undefined>();
  const ordering = {
    changes: ["dead-letters.list", "replays.list"] as const,
    onDone: () => setOpen(undefined),
  };
  const replay = useOrder("dead-letters.replay", { ...ordering, done: told.replayed });
  const discard = useOrder("dead-letters.discard", { ...ordering, done: told.discarded });
  if (!mayOrder) return null;
  return (
    <Group gap={6}>
      <Button variant="default" onClick={() => setOpen("five")}>
        {told.replayFive}
      </Button>
      <Button variant="default" onClick={() => setOpen("all")}>
        {told.replayAll(countText(count))}
      </Button>
      <Button variant="default" onClick={() => setOpen("discard")}>
        {told.discard}
      </Button>
      {(open === "five" || open === "all") && (
        <Confirm
          title={told.replayTitle(count)}
          text={open === "five" ? told.fiveMeaning : told.allMeaning}
          action={told.replay}
          isPending={replay.isPending}
          close={() => setOpen(undefined)}
          onConfirm={() =>
            replay.mutate({ params: { id }, body: { ...within, goesOn: open === "all" } })
          }
        />
      )}
      {open === "discard" && (
        <Confirm
          title={told.discardTitle(count)}
          text={told.discardMeaning}
          action={told.discard}
          reason={{ label: told.why, isRequired: true }}
          isPending={discard.isPending}
          close={() => setOpen(undefined)}
          onConfirm={(why) => discard.mutate({ params: { id }, body: { ...within, why } })}
        />
      )}
    </Group>
  );
}
