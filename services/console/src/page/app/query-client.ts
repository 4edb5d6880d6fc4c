import { ProblemError } from "@fieldwork/contracts/client";
import { QueryCache, QueryClient } from "@tanstack/react-query";

const tries = 2;

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      if (isSignedOut(error) && query.queryKey[0] !== "session.show") askWho();
      // What was read of it before is no longer to be seen: it is erased, or whoever looks has lost the right.
      if (isNotFound(error) || isForbidden(error)) query.setState({ data: undefined });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < tries && isPassing(error),
    },
  },
});

/** Finds out whether the session goes on; the gate then shows the page or the sign-in. */
export function askWho(): void {
  void queryClient.invalidateQueries({ queryKey: ["session.show"] });
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401;
}

export function isForbidden(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 403;
}

function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 404;
}

/** What the API refuses, it refuses again. */
function isPassing(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.problem.status >= 500;
}
