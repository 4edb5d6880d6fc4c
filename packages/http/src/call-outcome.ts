/**
 * What a failed call can have done or cost at the vendor: nothing, because it never left or was turned
 * down, or nobody knows.
 */
export type CallOutcome = "not-sent" | "rejected" | "unknown";
