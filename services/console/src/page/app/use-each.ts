import type { CallArgs, Reply } from "@fieldwork/contracts/client";
import type { Permission, RouteName } from "@fieldwork/contracts/page";
import { useQueries } from "@tanstack/react-query";
import { client } from "./client.ts";
import { useReach } from "./session.tsx";

export interface Each<Data> {
  /** As soon as all have replied. */
  data: Data | undefined;
  error: Error | null;
  isPending: boolean;
  refetch(): Promise<unknown>;
}

interface Asked {
  permission: Permission;
  query?: object;
  enabled?: boolean;
  /** Shows the last replies while others are on their way. */
  keepsLast?: boolean;
}

/**
 * What a route replies of everything that somebody may see: of all connections at once, or of each of theirs. The API
 * replies about one of several at a time.
 */
export function useEach<Name extends RouteName>(
  name: Name,
  { permission, query = {}, enabled = true, keepsLast = false }: Asked,
): Each<Reply<Name>[]> {
  const reach = useReach(permission);
  const connections = reach === "all" || reach.length < 2 ? [undefined] : reach;
  return useQueries({
    queries: connections.map((connection) => {
      const args = { query: connection === undefined ? query : { ...query, connection } };
      return {
        queryKey: [name, args],
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          client.call(name, { ...args, signal } as CallArgs<Name>),
        enabled,
        ...(keepsLast && { placeholderData: (last: Reply<Name> | undefined) => last as never }),
      };
    }),
    combine: (results) => {
      const replies = results.flatMap(({ data }) => (data === undefined ? [] : [data]));
      const isWhole = replies.length === results.length;
      const error = results.find((one) => one.error !== null)?.error ?? null;
      return {
        data: isWhole ? replies : undefined,
        error,
        isPending: !isWhole && error === null,
        refetch: () => Promise.all(results.map(({ refetch }) => refetch())),
      };
    },
  });
}
