import { Group, Select, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../app/client.ts";
import { isForbidden } from "../../app/query-client.ts";
import { auditTexts } from "../../texts/audit.ts";
import { texts } from "../../texts.ts";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { Rows } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { detailsOf } from "./details.ts";
import { Subject } from "./subject.tsx";

const route = getRouteApi("/signed-in/audit");
const told = auditTexts;
const pageRows = 50;

/** Every order that was given, the last first. */
export function Audit(): ReactNode {
  const { order } = route.useSearch();
  const navigate = useNavigate();
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
      {!isForbidden(audit.error) && (
        <Group className="filters">
          <Select
            label={told.filter}
            placeholder={told.filterHint}
            data={ordersWith(order)}
            value={order ?? null}
            searchable
            clearable
            onChange={(next) =>
              void navigate({ to: "/audit", search: next === null ? {} : { order: next } })
            }
          />
        </Group>
      )}
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
              { title: told.order, cell: (row) => <Done order={row.order} /> },
              { title: told.subject, cell: ({ subject }) => <Subject subject={subject} /> },
              {
                title: told.after,
                cell: ({ after }) => <Details after={after} />,
              },
            ]}
          />
        )}
      </Loaded>
      <More list={audit} />
    </Page>
  );
}

/** In words; its name, as the API has it, on hover. */
function Done({ order }: { order: string }): ReactNode {
  return (
    <Text size="sm" title={order}>
      {told.orders[order] ?? order}
    </Text>
  );
}

function Details({ after }: { after: unknown }): ReactNode {
  const details = detailsOf(after);
  return details !== "" && <span className="aside">{details}</span>;
}

/** What one may look for: every order that is known, and the one that the address names. */
function ordersWith(asked: string | undefined): { value: string; label: string }[] {
  const known = Object.entries(told.orders).map(([value, label]) => ({ value, label }));
  const isKnown = asked === undefined || told.orders[asked] !== undefined;
  return isKnown ? known : [...known, { value: asked, label: asked }];
}
