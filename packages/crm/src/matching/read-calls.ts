import type { ReadCalls } from "../crm-adapter.ts";

/** A full page may be followed by one that is empty. Pure. */
export function callsOfPages(expected: number, rowsAPage: number): ReadCalls {
  const most = Math.floor(expected / rowsAPage) + 1;
  const atLeast = Math.max(1, Math.ceil(expected / rowsAPage));
  return { atLeast, likely: atLeast, atMost: most, byJob: false };
}

/** So many ids at a time, in calls for so many of them. Pure. */
export function callsOfIds(
  ids: readonly string[],
  { limit, most }: { limit: number; most: number },
): ReadCalls {
  const [full, rest] = [Math.floor(ids.length / limit), ids.length % limit];
  const calls = full * Math.ceil(limit / most) + Math.ceil(rest / most);
  return { atLeast: calls, likely: calls, atMost: calls, byJob: false };
}
