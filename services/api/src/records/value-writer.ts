import type { KnownWriters } from "@fieldwork/store/reading";

/** Who wrote what stands in the CRM, and when, as far as we have seen. */
export interface ValueWriter {
  /** `person-here` ordered it from us; `person-in-crm` edited it there, whoever it was. */
  who: "fieldwork" | "person-here" | "person-in-crm" | "unknown";
  by: string | null;
  /** When the CRM took it; of an edit in the CRM, when we noticed. */
  at: string | null;
}

const unknown: ValueWriter = { who: "unknown", by: null, at: null };

/**
 * The newest of what we have seen that left this value; if none did, somebody wrote it whom we have not
 * seen. Pure.
 */
export function writerOf(known: KnownWriters | undefined, value: string | null): ValueWriter {
  const { ledger, order, change } = known ?? { ledger: null, order: null, change: null };
  const seen: (ValueWriter & { at: string })[] = [];
  if (ledger?.owner === "fieldwork" && ledger.value === value)
    seen.push({ who: "fieldwork", by: null, at: ledger.at });
  // An order for a value of ours leaves it ours.
  if (order && order.value === value && ledger?.owner !== "fieldwork")
    seen.push({ who: "person-here", by: order.by, at: order.at });
  if (change && change.value === value)
    seen.push({ who: "person-in-crm", by: null, at: change.at });
  return seen.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at)).at(0) ?? unknown;
}
