import type { Reply } from "@fieldwork/contracts/client";
import {
  type InfiniteData,
  replaceEqualDeep,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { client } from "../../app/client.ts";
import { type RecordSearch, recordQuery } from "./record-search.ts";

export type RecordRow = Reply<"records.list">["rows"][number];
type Pages = InfiniteData<Reply<"records.list">, string | undefined>;
export type Records = UseInfiniteQueryResult<Pages, Error>;

const pageRows = 100;

/** The records of a search, page by page as they are scrolled to. */
export function useRecords(search: RecordSearch, enabled = true): Records {
  return useInfiniteQuery({
    queryKey: ["records.list", recordQuery(search)],
    queryFn: ({ pageParam, signal }) =>
      client.call("records.list", {
        query: { ...recordQuery(search), limit: pageRows, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: Reply<"records.list">) => next ?? undefined,
    enabled,
    // It is read again by order alone: each page that is loaded would be one request more.
    ...{ staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
    placeholderData: (last) => last,
    structuralSharing: keptRows,
  });
}

/** Rows that are as before stay the same ones. Of many pages each that comes would be compared with all of them. */
function keptRows(before: unknown, now: unknown): unknown {
  return (now as Pages).pages.length === 1 ? replaceEqualDeep(before, now) : now;
}

export function rowsOf({ data }: Pick<Records, "data">): RecordRow[] {
  return data?.pages.flatMap(({ rows }) => rows) ?? [];
}

/** Reads the first page again, and forgets the others. */
export function useReadAnew(search: RecordSearch): () => void {
  const queries = useQueryClient();
  const queryKey = ["records.list", recordQuery(search)];
  return () => {
    queries.setQueryData<Pages>(
      queryKey,
      (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
    );
    void queries.refetchQueries({ queryKey });
  };
}
