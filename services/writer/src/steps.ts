/** What the writer does, step by step: for tests that decide when each step happens. */
export { createEndBatch } from "./end-batch.ts";
export { createFieldDescriptions } from "./field-descriptions.ts";
export { createOutputFollower, decideOwners } from "./follow-outputs.ts";
export { orderedEntries, ownerChanges, recoveries, toIntent } from "./ledger-entries.ts";
export { createParentLeases } from "./parent-leases.ts";
export { planWrites, type WritePlan } from "./plan-writes.ts";
export { createBatchWriter, type WriteBatch } from "./write-batch.ts";
