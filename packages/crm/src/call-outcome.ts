import type { CallOutcome } from "@fieldwork/http";

/**
 * Whether the CRM can have acted although it replied with this status. A gateway that gave up, or a
 * server that failed half-way, leaves that open; a rejection before any processing does not.
 */
export function outcomeOfStatus(status: number): CallOutcome {
  const turnedAway = status < 500 || status === 503 || status === 521 || status === 523;
  return turnedAway || status === 530 ? "rejected" : "unknown";
}
