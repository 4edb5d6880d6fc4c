import { Group, Select, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../app/client.ts";
import { isForbidden } from "../../app/query-client.ts";
import { useApi } from "../../app/use-api.ts";
import { linkTexts as told } from "../../texts/links.ts";
import { countText } from "../../ui/money.ts";
import { More } from "../../ui/more.tsx";
import { Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { LinkRows } from "./link-rows.tsx";

const route = getRouteApi("/signed-in/links");
const pageRows = 50;
const days = 30;
const states = ["doubtful", "linked", "confirmed", "refused"] as const;
type State = (typeof states)[number];

/** Companies that are in two CRMs: the last decided first. */
export function Links(): ReactNode {
  const search = route.useSearch();
  const state = states.find((one) => one === search.state);
  const list = useInfiniteQuery({
    queryKey: ["company-links.list", state ?? ""],
    queryFn: ({ pageParam, signal }) =>
      client.call("company-links.list", {
        query: {
          limit: pageRows,
          ...(state !== undefined && { state }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  return (
    <Page title={told.title}>
      <Text size="sm" c="dimmed" mt={-8} className="breaks">
        {told.hint} <Figures />
      </Text>
      {!isForbidden(list.error) && <Filter state={state} />}
      <Loaded query={list}>
        {({ pages }) => (
          <LinkRows
            links={pages.flatMap(({ rows }) => rows)}
            empty={told.none}
            emptyHint={told.noneHint}
          />
        )}
      </Loaded>
      <More list={list} />
    </Page>
  );
}

function Filter({ state }: { state: State | undefined }): ReactNode {
  const navigate = useNavigate();
  return (
    <Group className="filters">
      <Select
        label={told.filter}
        placeholder={told.all}
        data={states.map((one) => ({ value: one, label: told.states[one] }))}
        value={state ?? null}
        clearable
        onChange={(next) =>
          void navigate({ to: "/links", search: next === null ? {} : { state: next } })
        }
      />
    </Group>
  );
}

/** How many there are, and what they have saved. */
function Figures(): ReactNode {
  const { data } = useApi("company-links.figures", { query: { days } });
  if (!data) return null;
  const counted = (of: readonly State[]) => {
    const some = data.links.filter(({ state }) => of.some((one) => one === state));
    const count = countText(some.reduce((sum, one) => sum + one.count, 0));
    return some.some(({ isCapped }) => isCapped) ? told.orMore(count) : count;
  };
  const parts = [
    told.figures(counted(["linked", "confirmed"]), counted(["doubtful"])),
    told.saved(data.shared, days),
    told.notHeld(data.notHeld),
  ];
  return parts.join(" ");
}
