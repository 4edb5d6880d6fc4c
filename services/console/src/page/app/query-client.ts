import { ProblemError } from "@fieldwork/contracts/client";
import { QueryCache, QueryClient } from "@tanstack/react-query";

const tries = 2;

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      if (isSignedOut(error) && query.queryKey[0] !== "session.show") askWho();
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

/** What the API refuses, it refuses again. */
function isPassing(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.problem.status >= 500;
}
