import { Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../app/client.ts";
import { useConnection } from "../../app/session.tsx";
import { captureTexts as told } from "../../texts/captures.ts";
import { ConnectionChoice } from "../../ui/connection-choice.tsx";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { RecordLink } from "../../ui/record-link.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { OneCapture } from "./one-capture.tsx";

const route = getRouteApi("/signed-in/captures");
const pageRows = 50;

/** What was asked of models and what they replied, the last first. */
export function Captures(): ReactNode {
  const { enrichment, record, id, connection: asked } = route.useSearch();
  const navigate = useNavigate();
  const { connection, choice } = useConnection("captures.read", asked);
  const list = useInfiniteQuery({
    queryKey: ["captures.list", enrichment ?? "", record ?? "", connection ?? ""],
    queryFn: ({ pageParam, signal }) =>
      client.call("captures.list", {
        query: {
          limit: pageRows,
          ...(enrichment !== undefined && { enrichment }),
          ...(record !== undefined && { record }),
          ...(connection !== undefined && { connection }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <Page title={told.title}>
      <About enrichment={enrichment} record={record} />
      {record === undefined && (
        <ConnectionChoice
          {...{ connection, choice }}
          onChoose={(chosen) =>
            void navigate({ to: "/captures", search: (kept) => ({ ...kept, connection: chosen }) })
          }
        />
      )}
      {id !== undefined && <OneCapture key={id} id={id} />}
      <Loaded query={list}>
        {({ pages }) => (
          <Rows
            rows={pages.flatMap(({ rows }) => rows)}
            keyOf={(row) => row.id}
            empty={told.none}
            emptyHint={told.noneHint}
            minWidth={860}
            columns={[
              { title: told.at, cell: ({ capturedAt }) => <Time at={capturedAt} /> },
              {
                title: told.record,
                cell: ({ ref }) => (
                  <RecordLink record={ref} label={`${ref.connection}/${ref.object}/${ref.id}`} />
                ),
              },
              { title: told.enrichment, cell: (row) => row.enrichment },
              { title: told.model, cell: ({ provider, model }) => `${provider}/${model}` },
              { title: told.attempt, isNumber: true, cell: ({ attempt }) => attempt },
              { title: told.outcome, isText: true, cell: ({ outcome }) => told.outcomes(outcome) },
              { title: told.status, isNumber: true, cell: ({ status }) => status ?? told.noReply },
              { title: told.order, isOrder: true, cell: (row) => <Look row={row} /> },
            ]}
          />
        )}
      </Loaded>
      <More list={list} />
    </Page>
  );
}

function About({
  enrichment,
  record,
}: {
  enrichment: string | undefined;
  record: string | undefined;
}): ReactNode {
  const isNarrowed = enrichment !== undefined || record !== undefined;
  return (
    <Group gap="sm" mt={-8}>
      <Text size="sm" c="dimmed" className="breaks">
        {told.hint} {enrichment !== undefined && told.ofEnrichment(enrichment)}
        {record !== undefined && told.ofRecord(record)}
      </Text>
      {isNarrowed && (
        <Button
          variant="subtle"
          px={0}
          renderRoot={(props) => <Link to="/captures" search={{}} {...props} />}
        >
          {told.all}
        </Button>
      )}
    </Group>
  );
}

interface Shown {
  id: string;
  provider: string;
  model: string;
  ref: { id: string };
}

function Look({ row: { id, provider, model, ref } }: { row: Shown }): ReactNode {
  return (
    <Button
      variant="default"
      aria-label={told.showNamed(`${provider}/${model}`, ref.id)}
      renderRoot={(props) => (
        <Link to="/captures" search={(kept) => ({ ...kept, id })} {...props} />
      )}
    >
      {told.show}
    </Button>
  );
}
