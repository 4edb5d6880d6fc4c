import { type CallArgs, ProblemError, type Reply } from "@fieldwork/contracts/client";
import type { RouteName } from "@fieldwork/contracts/page";
import { notifications } from "@mantine/notifications";
import {
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { texts } from "../texts.ts";
import { client, newOrderKey } from "./client.ts";

interface Reading<Data> {
  /** Not before this holds; always by default. */
  enabled?: boolean;
  /** Shows the last reply while another is on its way, as when a filter changes. */
  keepsLast?: boolean;
  /** How soon it is read again, for what no event tells; false for not by itself. */
  everyMs?: (reply: Data | undefined) => number | false;
}

/** What a reading route of the API replies, read again whenever the API says that it has changed. */
export function useApi<Name extends RouteName>(
  name: Name,
  args: CallArgs<Name>,
  { enabled = true, keepsLast = false, everyMs }: Reading<Reply<Name>> = {},
): UseQueryResult<Reply<Name>, Error> {
  return useQuery<Reply<Name>, Error, Reply<Name>>({
    queryKey: [name, args],
    queryFn: ({ signal }) => client.call(name, { ...args, signal }),
    enabled,
    ...(everyMs && { refetchInterval: ({ state }) => everyMs(state.data) }),
    ...(keepsLast && { placeholderData: (last: Reply<Name> | undefined) => last as never }),
  });
}

interface Ordering<Name extends RouteName> {
  /** Told in a notice; nothing for what shows by itself. */
  done?: string | ((reply: Reply<Name>) => string);
  onDone?: (reply: Reply<Name>) => void;
  onFailed?: () => void;
  /** What is read again, also after a refusal: that has mostly met something newer than what is shown. */
  changes?: readonly RouteName[];
}

/** An order to the API. Its failure is told in a notice, unless the caller shows it (`isQuiet`). */
export function useOrder<Name extends RouteName>(
  name: Name,
  {
    done,
    onDone,
    onFailed,
    changes = [],
    isQuiet = false,
  }: Ordering<Name> & { isQuiet?: boolean } = {},
): UseMutationResult<Reply<Name>, Error, CallArgs<Name>> {
  const queries = useQueryClient();
  return useMutation<Reply<Name>, Error, CallArgs<Name>>({
    mutationFn: (args) => client.call(name, { ...args, idempotencyKey: newOrderKey() }),
    onSuccess(reply) {
      const told = typeof done === "function" ? done(reply) : done;
      if (told !== undefined) notifications.show({ message: told });
      onDone?.(reply);
    },
    onSettled() {
      for (const changed of changes) void queries.invalidateQueries({ queryKey: [changed] });
    },
    onError(error) {
      onFailed?.();
      if (isQuiet) return;
      notifications.show({
        color: "red",
        title: texts.states.notDone,
        message: problemText(error),
      });
    },
  });
}

/** What went wrong, in the API's words, as a sentence. */
export function problemText(error: unknown): string {
  if (error instanceof ProblemError) return texts.common.sentence(error.problem.detail);
  return texts.states.unreachable;
}
