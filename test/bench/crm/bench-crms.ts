import type { WriteRow } from "@fieldwork/simulators";

/** What a benchmark has to know of a CRM's own words. */
export interface BenchCrm {
  connection: "salesforce" | "hubspot";
  /** Of a company. */
  vendorObject: string;
  description: string;
  /** Fields that the shipped enrichment of companies fills. */
  outputs: readonly string[];
  /** The simulator's name for a full batch of writes, and for the read before it. */
  writeOperation: string;
  readOperation: string;
  batchSize: number;
}

export const benchCrms: Readonly<Record<BenchCrm["connection"], BenchCrm>> = {
  salesforce: {
    ...{ connection: "salesforce", vendorObject: "Account", description: "Description" },
    outputs: ["Ai_Industry__c", "Ai_Summary__c"],
    ...{ writeOperation: "update-collection", readOperation: "retrieve-collection" },
    batchSize: 200,
  },
  hubspot: {
    ...{ connection: "hubspot", vendorObject: "companies", description: "description" },
    outputs: ["ai_industry", "ai_summary"],
    ...{ writeOperation: "batch-update", readOperation: "batch-read" },
    batchSize: 100,
  },
};

/** For each record the first write of ours that gave it an output. */
export function filledRecords({ outputs }: BenchCrm, writes: readonly WriteRow[]): WriteRow[] {
  const filled = new Map<string, WriteRow>();
  for (const row of writes) {
    const isOurs = row.by === "integration" && outputs.some((field) => row.after[field]);
    if (isOurs && !filled.has(row.recordId)) filled.set(row.recordId, row);
  }
  return [...filled.values()];
}
