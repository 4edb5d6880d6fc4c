/**
 * What a failed call can have done at the CRM: nothing, because it never left or was turned down, or
 * nobody knows.
 */
export type CallOutcome = "not-sent" | "rejected" | "unknown";

/**
 * Whether the CRM can have acted although it answered with this status. A gateway that gave up, or a
 * server that failed half-way, leaves that open; being turned away at the door does not.
 */
export function outcomeOfStatus(status: number): CallOutcome {
  const turnedAway = status < 500 || status === 503 || status === 521 || status === 523;
  return turnedAway || status === 530 ? "rejected" : "unknown";
}
