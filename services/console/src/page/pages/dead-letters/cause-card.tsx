import { reasonText } from "@fieldwork/contracts/page";
import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../../texts.ts";
import { Section } from "../../ui/page.tsx";
import { Time } from "../../ui/time.tsx";
import type { DeadGroup, Replay } from "./dead-group.ts";
import { GroupActions } from "./group-actions.tsx";
import { ReplayProgress } from "./replay-progress.tsx";
import { Samples } from "./samples.tsx";

const told = texts.deadLetters;
/** One cause: how many, since when, what to do about it, some of them, and how their replay goes. */
export function CauseCard({
  group,
  replay,
}: {
  group: DeadGroup;
  /** Of this group, while it is under way. */
  replay: Replay | undefined;
}): ReactNode {
  const { cause, count, failedAnew, firstAt, lastAt, remedy, samples } = group;
  const title = texts.common.sentence(reasonText({ code: cause.code, detail: null }));
  const place =
    cause.kind === "work"
      ? told.place(cause.enrichment, cause.connection, texts.records.object(cause.object))
      : told.events(cause.topic, cause.group);
  // What all of them say is said once.
  const said = [...new Set(samples.map(({ text }) => texts.common.sentence(text)))];
  const shared = said.length === 1 ? said[0] : undefined;
  return (
    <Section
      id={group.id}
      title={title}
      hint={place}
      actions={<GroupActions group={group} isReplayed={replay !== undefined} />}
    >
      <Stack gap="xs">
        <Text size="sm">
          <Text span fw={600}>
            {told.count(count)}
          </Text>
          {" · "}
          {told.first} <Time at={firstAt} />, {told.last} <Time at={lastAt} />
          {failedAnew > 0 && ` · ${told.failedAnew(failedAnew)}`}
        </Text>
        {shared !== undefined && shared !== title && (
          <Text size="sm" className="preformatted">
            {shared}
          </Text>
        )}
        <Text size="sm">{remedy}</Text>
        <Samples group={group} showsText={said.length > 1} />
        {replay && <ReplayProgress replay={replay} />}
      </Stack>
    </Section>
  );
}
