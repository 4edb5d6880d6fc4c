import type { DescribedField } from "@fieldwork/crm";
import type { LedgerEntry } from "@fieldwork/store";

/** Building blocks for tests. */

export function describedField(overrides: Partial<DescribedField> = {}): DescribedField {
  return {
    ...{ type: "choice", isFilterable: true },
    field: "ai_industry",
    vendorName: "ai_industry",
    exists: true,
    writable: true,
    ...overrides,
  };
}

export function ledgerOf(overrides: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    recordId: "1",
    field: "ai_industry",
    owner: "fieldwork",
    value: "Energy",
    workId: "7",
    generation: 1,
    fingerprint: "f1",
    pinned: false,
    withdrawnFingerprint: null,
    recordedAt: "2026-01-01T00:00:00Z",
    ...overrides,
  };
}
