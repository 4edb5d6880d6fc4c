import { Badge, Button, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useMay } from "../../app/session.tsx";
import { useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import { Time } from "../../ui/time.tsx";
import { connectionOf, type DeadGroup } from "./dead-group.ts";

const told = texts.deadLetters;
type Sample = DeadGroup["samples"][number];

interface SamplesProps {
  group: DeadGroup;
  /** They do not all say the same. */
  showsText: boolean;
}

/** Some of the dead letters of a cause, the last first; each leads to its record. */
export function Samples({ group, showsText }: SamplesProps): ReactNode {
  const { samples, count } = group;
  if (samples.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed" pb={2}>
        {told.samples(samples.length, count)}
      </Text>
      <ul className="plain">
        {samples.map((sample) => (
          <li key={sample.id} className="sample-row">
            <div className="breaks">
              <SampleName sample={sample} />
              {sample.failedAnew && (
                <Badge color="gray" ml={8}>
                  {told.failedAgain}
                </Badge>
              )}
              {showsText && (
                <Text size="xs" c="dimmed" className="two-lines" title={sample.text}>
                  {sample.text}
                </Text>
              )}
            </div>
            <Text size="xs" c="dimmed">
              <Time at={sample.failedAt} />
            </Text>
            <SampleActions {...{ group, sample }} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function nameOf({ id, ref, title }: Sample): string {
  if (ref === null) return told.event(id);
  return title ?? `${ref.connection}/${ref.object}/${ref.id}`;
}

function SampleName({ sample }: { sample: Sample }): ReactNode {
  const { ref } = sample;
  if (ref === null)
    return (
      <Text span size="sm">
        {nameOf(sample)}
      </Text>
    );
  return <RecordLink record={ref} label={nameOf(sample)} />;
}

function SampleActions({ group, sample }: { group: DeadGroup; sample: Sample }): ReactNode {
  const connection = connectionOf(group);
  const mayOrder = useMay("dead-letters.order", connection);
  const mayEdit = useMay("dead-events.order") && group.cause.kind === "event";
  const [isOpen, setOpen] = useState(false);
  const discard = useOrder("dead-letters.discard", {
    ...{ done: told.discarded, onDone: () => setOpen(false) },
    changes: ["dead-letters.list", "replays.list"],
  });
  return (
    <Group gap={4} wrap="nowrap">
      {mayEdit && (
        <Button
          variant="subtle"
          renderRoot={(props) => (
            <Link
              to="/dead-letters"
              search={(search) => ({ ...search, event: sample.id })}
              aria-label={told.editOne(nameOf(sample))}
              {...props}
            />
          )}
        >
          {told.edit}
        </Button>
      )}
      {mayOrder && (
        <Button
          variant="subtle"
          aria-label={told.discardOne(nameOf(sample))}
          onClick={() => setOpen(true)}
        >
          {told.discard}
        </Button>
      )}
      {isOpen && (
        <Confirm
          title={told.discardTitle(1)}
          text={told.discardOneMeaning(nameOf(sample))}
          action={told.discard}
          reason={{ label: told.why, isRequired: true }}
          isPending={discard.isPending}
          close={() => setOpen(false)}
          onConfirm={(why) =>
            discard.mutate({
              params: { id: group.id },
              body: { ...(connection !== undefined && { connection }), why, ids: [sample.id] },
            })
          }
        />
      )}
    </Group>
  );
}
