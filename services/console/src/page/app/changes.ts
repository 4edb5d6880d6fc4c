import type { RouteName } from "@fieldwork/contracts/page";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { askWho } from "./query-client.ts";

/** What the stream says has changed, and what is read again for it. Lists that are long show a note instead. */
const readAgain: Readonly<Record<string, readonly RouteName[]>> = {
  line: [
    ...([
      "operations.show",
      "freshness.list",
      "rests.list",
      "records.fields",
      "records.timeline",
      "records.count",
    ] as const),
    ...(["dead-letters.list", "reviews.list", "models.list"] as const),
    ...(["backfills.list", "backfills.show", "backfills.progress", "undo.show"] as const),
  ],
  // Also one's own session may have been ended.
  orders: [
    "session.show",
    "sessions.list",
    "records.fields",
    "records.timeline",
    "reviews.list",
    "people.list",
    "tokens.list",
    "audit.list",
    "definitions.list",
    "proposals.list",
    "definitions.show",
    "connections.list",
    "views.list",
    "undo.list",
    "budgets.list",
    "bills.list",
    "reconciliations.list",
    "company-links.show",
    "company-links.figures",
  ],
  holds: ["holds.list", "operations.show"],
  replays: ["replays.list", "replays.show", "dead-letters.list"],
  backfills: ["backfills.list", "backfills.show", "backfills.progress", "backfills.sheet"],
  asks: ["samples.show", "reads.show", "filters.count", "evaluations.list"],
  notices: ["notices.list"],
};
const gatherMs = 1500;
/** As long as the server has browsers wait that lost it. */
const againMs = 3000;

/** Keeps what is shown as it is now, by one stream for all tabs of this browser. */
export function useChanges(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const channel = new BroadcastChannel("fieldwork-changes");
    const apply = gathered((areas) => readChanged(queries, areas));
    channel.onmessage = ({ data }: MessageEvent<string[]>) => apply(data);
    const end = new AbortController();
    const lead = (signal: AbortSignal) =>
      follow(signal, (areas) => {
        apply(areas);
        channel.postMessage(areas);
      });
    // Browsers offer locks on https and localhost only. Elsewhere each visible tab has a stream of its own.
    if ("locks" in navigator)
      navigator.locks
        .request("fieldwork-changes", { signal: end.signal }, () => lead(end.signal))
        .catch(() => undefined);
    else void leadWhileVisible(end.signal, lead);
    return () => {
      end.abort();
      channel.close();
    };
  }, [queries]);
}

/** Resolves at the end of the signal. */
function follow(
  signal: AbortSignal,
  tell: (areas: string[]) => void,
  isAgain = false,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const stream = new EventSource("/v1/changes");
  let wasLost = isAgain;
  stream.addEventListener("changed", ({ data }: MessageEvent<string>) => {
    tell((JSON.parse(data) as { areas: string[] }).areas);
  });
  stream.onopen = () => {
    // Of what changed meanwhile nobody may have told.
    if (wasLost) tell(Object.keys(readAgain));
    wasLost = false;
  };
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => {
      stream.close();
      resolve();
    });
    stream.onerror = () => {
      wasLost = true;
      if (stream.readyState !== EventSource.CLOSED) return;
      // Refused, it does not connect again by itself: the session may have ended, or the server is about to be back.
      askWho();
      setTimeout(() => void follow(signal, tell, true).then(resolve), againMs);
    };
  });
}

async function leadWhileVisible(
  signal: AbortSignal,
  lead: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  let hidden = new AbortController();
  const look = () => {
    hidden.abort();
    hidden = new AbortController();
    if (document.visibilityState === "visible") void lead(AbortSignal.any([signal, hidden.signal]));
  };
  document.addEventListener("visibilitychange", look, { signal });
  look();
}

/** Calls at once, and then at most once in a while, with everything that came meanwhile. */
function gathered(act: (areas: readonly string[]) => void): (areas: readonly string[]) => void {
  const waiting = new Set<string>();
  let isResting = false;
  const flush = () => {
    isResting = waiting.size > 0;
    if (!isResting) return;
    act([...waiting]);
    waiting.clear();
    setTimeout(flush, gatherMs);
  };
  return (areas) => {
    for (const area of areas) waiting.add(area);
    if (!isResting) flush();
  };
}

/**
 * Long lists, each of whose pages would be a request, say that they are out of date; what looks at all writes of a run is
 * read again when it is opened.
 */
const grown: Readonly<Record<string, readonly RouteName[]>> = {
  line: ["records.list", "undo.preview"],
};

function readChanged(queries: QueryClient, areas: readonly string[]): void {
  for (const name of areas.flatMap((area) => grown[area] ?? []))
    void queries.invalidateQueries({ queryKey: [name], refetchType: "none" });
  const names = new Set(areas.flatMap((area) => readAgain[area] ?? []));
  for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
}
