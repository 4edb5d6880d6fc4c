import type { Reply } from "@fieldwork/contracts/client";
import { Button, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useApi, useOrder } from "../../../app/use-api.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { ErrorState } from "../../../ui/states.tsx";
import type { FilterArgs } from "./use-filter.ts";

const told = backfillTexts.build.source;
const lookEveryMs = 2000;

interface SourceCountProps {
  asked: FilterArgs;
  /** The read that the address names. */
  read: string | undefined;
  open: (read: string) => void;
}

/** What the CRM itself says of the filter, and the reading of what was never read. */
export function SourceCount({ asked, read, open }: SourceCountProps): ReactNode {
  const order = useOrder("reads.order", { onDone: ({ id }) => open(id) });
  const begin = (countsOnly: boolean) => order.mutate({ body: { ...asked, countsOnly } });
  return (
    <div>
      <Group gap="sm">
        <Button variant="default" loading={order.isPending} onClick={() => begin(true)}>
          {told.count}
        </Button>
        {read === undefined ? (
          <Text size="sm" c="dimmed">
            {told.hint}
          </Text>
        ) : (
          <Button variant="default" loading={order.isPending} onClick={() => begin(false)}>
            {told.read}
          </Button>
        )}
      </Group>
      {read !== undefined && <Read id={read} connection={asked.connection} />}
    </div>
  );
}

function Read({ id, connection }: { id: string; connection: string }): ReactNode {
  const queries = useQueryClient();
  const args = { params: { id }, query: { connection } };
  const { data, error, refetch } = useApi("reads.show", args, {
    everyMs: (read) => read?.endedAt == null && lookEveryMs,
  });
  const known = data?.known;
  // What has been read is about the filter, too.
  useEffect(() => {
    if (known !== undefined) void queries.invalidateQueries({ queryKey: ["filters.count"] });
  }, [known, queries]);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Text size="sm" role="status" mt={6} className="breaks">
      {data && readText(data)}
    </Text>
  );
}

function readText(read: Reply<"reads.show">): string {
  const { state, count, known, records, countsOnly, job, why } = read;
  if (state === "failed") return told.failed(why ?? "");
  if (state === "cancelled") return told.cancelled;
  if (count === null) return told.counting;
  const counted = told.counted(count.count, count.is, known);
  if (countsOnly) return count.calls === null ? counted : `${counted} ${told.calls(count.calls)}`;
  if (state === "done") return `${counted} ${told.done(records)}`;
  return `${counted} ${job?.state === "preparing" ? told.preparing : told.reading(records)}`;
}
