import type { HeldBy } from "./hold.ts";

/** For people. Pure. */
export function heldByText({ scope, target, action, by, why }: HeldBy): string {
  const what = [scope, target].filter(Boolean).join(" ");
  return `${what} is ${action} by ${by}${why ? `: ${why}` : ""}`;
}
