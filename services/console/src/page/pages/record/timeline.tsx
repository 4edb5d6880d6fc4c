import { Code, Collapse, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { client } from "../../app/client.ts";
import { texts } from "../../texts.ts";
import { More } from "../../ui/more.tsx";
import { Section } from "../../ui/page.tsx";
import { EmptyState, Loaded } from "../../ui/states.tsx";
import { exactTime, Time } from "../../ui/time.tsx";
import type { RecordParams } from "./record-params.ts";
import {
  detailsOf,
  type Entry,
  isFailure,
  keysOf,
  leftOf,
  passedOverOf,
  sentenceOf,
} from "./timeline-text.ts";

const pageRows = 50;

/** What happened to the record, the newest first: a line each, with the details below it on demand. */
export function Timeline({ record }: { record: RecordParams }): ReactNode {
  const timeline = useInfiniteQuery({
    queryKey: ["records.timeline", record],
    queryFn: ({ pageParam, signal }) =>
      client.call("records.timeline", {
        params: { ...record, object: record.object as "company" },
        query: { limit: pageRows, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <Section title={texts.timeline.title} hint={texts.timeline.hint}>
      <Loaded query={timeline}>
        {({ pages }) => {
          const entries = pages.flatMap(({ rows }) => rows as unknown as Entry[]);
          const keys = keysOf(entries);
          if (entries.length === 0) return <EmptyState title={texts.timeline.none} />;
          return (
            <>
              <ol className="plain">
                {entries.map((entry, place) => (
                  <Line key={keys[place]} entry={entry} />
                ))}
              </ol>
              <More list={timeline} />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Line({ entry }: { entry: Entry }): ReactNode {
  const [isOpen, { toggle }] = useDisclosure(false);
  const left = leftOf(entry);
  return (
    <li className="timeline-line">
      <UnstyledButton onClick={toggle} aria-expanded={isOpen} w="100%">
        <Group gap="sm" wrap="nowrap" align="baseline">
          <Text size="xs" c="dimmed" w={92} flex="none">
            <Time at={entry.at} />
          </Text>
          <Text size="sm" fw={isFailure(entry) ? 700 : 400} className="breaks">
            {sentenceOf(entry)}
          </Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Text size="xs" c="dimmed" pl={104}>
          {exactTime(entry.at)}
        </Text>
        {left !== undefined && (
          <Text size="sm" pl={104} className="breaks">
            {`${texts.timeline.left}: ${left}`}
          </Text>
        )}
        {passedOverOf(entry).map((text) => (
          <Text key={text} size="sm" pl={104} className="breaks">
            {text}
          </Text>
        ))}
        <Code block className="preformatted" ml={104} mt={4}>
          {detailsOf(entry)}
        </Code>
      </Collapse>
    </li>
  );
}
