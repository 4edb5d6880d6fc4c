import type { AppError } from "@fieldwork/runtime";

/**
 * What a failed call can have done at the CRM: nothing, because it never left or was turned down, or
 * nobody knows.
 */
export type CallOutcome = "not-sent" | "rejected" | "unknown";

/** Read from `details.outcome`; an error that does not say is taken for the worst. */
export function callOutcome({ details }: AppError): CallOutcome {
  const { outcome } = details;
  return outcome === "not-sent" || outcome === "rejected" ? outcome : "unknown";
}

/**
 * Whether the CRM can have acted although it answered with this status. A gateway that gave up, or a
 * server that failed half-way, leaves that open; being turned away at the door does not.
 */
export function outcomeOfStatus(status: number): CallOutcome {
  const turnedAway = status < 500 || status === 503 || status === 521 || status === 523;
  return turnedAway || status === 530 ? "rejected" : "unknown";
}

/** `Retry-After` in seconds or as a date; undefined when it is missing, malformed or past. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : undefined;
  const waitMs = seconds === undefined ? Date.parse(header) - nowMs : seconds * 1000;
  return waitMs > 0 ? Math.ceil(waitMs) : undefined;
}
