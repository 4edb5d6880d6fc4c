import type { RecordRef } from "@fieldwork/contracts/page";
import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { texts } from "../../texts.ts";
import type { RecordSearch } from "../records/record-search.ts";
import { rowsOf, useRecords } from "../records/use-records.ts";

interface NeighboursProps {
  record: Pick<RecordRef, "connection" | "id"> & { object: string };
  search: RecordSearch;
}

/** The records before and after this one in the list that it was opened from. */
export function Neighbours({ record, search }: NeighboursProps): ReactNode {
  const records = useRecords(search, search.object !== undefined);
  const rows = rowsOf(records);
  const place = rows.findIndex(
    ({ ref }) =>
      ref.id === record.id && ref.connection === record.connection && ref.object === record.object,
  );
  const isLast = place >= 0 && place === rows.length - 1;
  const { hasNextPage, isFetching, error, fetchNextPage } = records;
  useEffect(() => {
    if (isLast && hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [isLast, hasNextPage, isFetching, error, fetchNextPage]);
  if (place < 0) return null;
  return (
    <Group gap="xs" component="nav" aria-label={texts.record.neighbours}>
      <Neighbour label={texts.record.previous} row={rows[place - 1]} search={search} />
      <Neighbour label={texts.record.next} row={rows[place + 1]} search={search} />
    </Group>
  );
}

interface NeighbourProps {
  label: string;
  row: { ref: RecordRef; title: string | null } | undefined;
  search: RecordSearch;
}

function Neighbour({ label, row, search }: NeighbourProps): ReactNode {
  if (!row)
    return (
      <Button variant="default" disabled>
        {label}
      </Button>
    );
  return (
    <Button
      variant="default"
      title={row.title ?? row.ref.id}
      renderRoot={(props) => (
        <Link
          to="/records/$connection/$object/$id"
          params={row.ref}
          search={search}
          replace
          {...props}
        />
      )}
    >
      {label}
    </Button>
  );
}
