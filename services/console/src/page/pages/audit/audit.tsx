import { Button, Code, Group, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../app/client.ts";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";

const route = getRouteApi("/signed-in/audit");
const told = texts.audit;
const pageRows = 50;
const typingMs = 200;

/** Every order that was given, the last first. */
export function Audit(): ReactNode {
  const { order } = route.useSearch();
  const navigate = useNavigate();
  const tell = useDebouncedCallback((text: string) => {
    void navigate({ to: "/audit", search: text === "" ? {} : { order: text }, replace: true });
  }, typingMs);
  const audit = useInfiniteQuery({
    queryKey: ["audit.list", order ?? ""],
    queryFn: ({ pageParam, signal }) =>
      client.call("audit.list", {
        query: {
          limit: pageRows,
          ...(order !== undefined && { order }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <Page title={texts.pages.audit}>
      <Group>
        <TextInput
          label={told.order}
          placeholder={told.orderHint}
          defaultValue={order ?? ""}
          onChange={({ currentTarget }) => tell(currentTarget.value.trim())}
        />
      </Group>
      <Loaded query={audit}>
        {({ pages }) => (
          <Rows
            rows={pages.flatMap(({ rows }) => rows)}
            keyOf={({ id }) => id}
            empty={told.none}
            minWidth={760}
            columns={[
              { title: told.at, cell: ({ at }) => <Time at={at} /> },
              { title: told.by, cell: ({ actor }) => actor.name },
              { title: told.order, cell: (row) => <span className="nowrap">{row.order}</span> },
              { title: told.subject, cell: ({ subject }) => subject },
              { title: told.after, cell: ({ after }) => <Change after={after} /> },
            ]}
          />
        )}
      </Loaded>
      {audit.hasNextPage && (
        <Group>
          <Button
            variant="default"
            loading={audit.isFetchingNextPage}
            onClick={() => void audit.fetchNextPage()}
          >
            {texts.timeline.more}
          </Button>
        </Group>
      )}
    </Page>
  );
}

function Change({ after }: { after: unknown }): ReactNode {
  if (after === null || after === undefined) return null;
  return <Code className="breaks">{JSON.stringify(after)}</Code>;
}
