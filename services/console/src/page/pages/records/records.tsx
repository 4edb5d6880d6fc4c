import { Button, Group, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect } from "react";
import { useConnection } from "../../app/session.tsx";
import { useApi } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, Loaded, LoadingState } from "../../ui/states.tsx";
import { RecordFilters } from "./record-filters.tsx";
import { type RecordSearch, recordQuery } from "./record-search.ts";
import { RecordTable } from "./record-table.tsx";
import { rowsOf, useReadAnew, useRecords } from "./use-records.ts";

// With its forms and menus, which the first rows do not wait for.
const Views = lazy(async () => ({ default: (await import("./views.tsx")).Views }));

const route = getRouteApi("/signed-in/records");

/** Every record that was read, as the address filters them. */
export function Records(): ReactNode {
  const filters = useApi("record-filters.list", {});
  const asked = route.useSearch();
  const { connection, choice } = useConnection("records.read", asked.connection);
  return (
    <Page
      title={texts.pages.records}
      actions={
        <Suspense>
          <Views search={asked} />
        </Suspense>
      }
    >
      <Loaded query={filters}>
        {(offered) => {
          const places = offered.places.filter(
            (place) => connection === undefined || place.connection === connection,
          );
          const object = asked.object ?? places[0]?.object;
          if (object === undefined)
            return <EmptyState title={texts.records.noneRead} hint={texts.records.noneReadHint} />;
          const search = { ...asked, object, ...(connection !== undefined && { connection }) };
          return (
            <>
              <RecordFilters {...offered} search={search} isOfOne={choice.length > 0} />
              <Found search={search} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Found({ search }: { search: RecordSearch }): ReactNode {
  const records = useRecords(search);
  const readAnew = useReadAnew(search);
  const { isStale, isFetching, error, data, isPlaceholderData } = records;
  const isOnePage = (data?.pages.length ?? 0) <= 1;
  useEffect(() => {
    // Whoever has not scrolled on sees what is newest; for others it would move below their eyes.
    if (data && isStale && isOnePage && !isFetching && !error) readAnew();
  });
  if (error) return <ErrorState error={error} onRetry={readAnew} />;
  if (!data) return <LoadingState />;
  const rows = rowsOf(records);
  return (
    <>
      <Group justify="space-between" mih={30}>
        <Count search={search} />
        {isStale && !isOnePage && (
          <Button variant="light" onClick={readAnew}>
            {texts.records.showNewer}
          </Button>
        )}
      </Group>
      {rows.length === 0 ? (
        <EmptyState title={texts.records.none} hint={texts.records.noneHint} />
      ) : (
        <RecordTable
          {...{ rows, search, isPlaceholderData }}
          onEnd={() => {
            if (records.hasNextPage && !isFetching) void records.fetchNextPage();
          }}
        />
      )}
    </>
  );
}

function Count({ search }: { search: RecordSearch }): ReactNode {
  const { data } = useApi("records.count", { query: recordQuery(search) }, { keepsLast: true });
  return (
    <Text size="sm" c="dimmed" role="status">
      {data ? texts.records.count(data.count, data.isCapped) : ""}
    </Text>
  );
}
