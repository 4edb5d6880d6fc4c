import type { Reply } from "@fieldwork/contracts/client";
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { client } from "../../app/client.ts";
import type { ReviewSearch } from "./review-search.ts";

type Page = Reply<"reviews.list">;

const pageRows = 100;

/** Answers that wait, page by page, until there is one about which no order is on its way yet. */
export function useWaiting(
  filter: ReviewSearch,
): UseInfiniteQueryResult<InfiniteData<Page>, Error> {
  const waiting = useInfiniteQuery({
    queryKey: ["reviews.list", filter],
    queryFn: ({ pageParam, signal }) =>
      client.call("reviews.list", {
        query: { ...filter, limit: pageRows, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: Page) => next ?? undefined,
  });
  const { data, hasNextPage, isFetching, error, fetchNextPage } = waiting;
  const areDecided = data?.pages.every(({ rows }) => rows.every(({ isOrdered }) => isOrdered));
  useEffect(() => {
    if (areDecided && hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [areDecided, hasNextPage, isFetching, error, fetchNextPage]);
  return waiting;
}
