import type { FieldValues, ObjectName } from "@fieldwork/contracts";
import type { CrmAdapter, OutputField, OutputsOf } from "../crm-adapter.ts";

/** What a test can do to the CRM under test, in canonical terms. */
export interface CrmFixture {
  /** A fresh adapter; the fixture closes it. */
  connect(options?: { overlapMs?: number; timeoutMs?: number }): CrmAdapter;
  /** Creates records, last changed at `at`, and returns their ids in the order of creation. */
  create(
    object: ObjectName,
    records: readonly FieldValues[],
    options?: { at?: Date },
  ): Promise<string[]>;
  /** A person edits fields or outputs, now. */
  edit(object: ObjectName, id: string, values: FieldValues): Promise<void>;
  remove(object: ObjectName, id: string): Promise<void>;
  /** What goes wrong with the next `times` calls that write, or that read. */
  fail(during: "read" | "write", fault: CrmFault, times?: number): Promise<void>;
  /** The number of calls received so far, including those that failed. */
  countCalls(during: "read" | "write"): Promise<number>;
  /** A value of an output that the CRM itself refuses in this record. */
  readonly poison: FieldValues;
  /** Whether a scan reports deletions. */
  readonly showsDeletions: boolean;
  /** From now on nothing replies at its address. */
  vanish(): Promise<void>;
  stop(): Promise<void>;
}

export type CrmFault =
  | "reset-before"
  | "reset-after"
  | "broken-off"
  | "truncated"
  | "rate-limited"
  | "unavailable"
  | "slow";

const outputs: Readonly<Record<ObjectName, readonly OutputField[]>> = {
  company: [
    {
      field: "ai_industry",
      label: "AI industry",
      type: "choice",
      options: ["Media", "Retail", "Software & IT"],
    },
    { field: "ai_summary", label: "AI summary", type: "text", maxChars: 400 },
  ],
  contact: [{ field: "ai_seniority", label: "AI seniority", type: "text", maxChars: 40 }],
};

/** The outputs to create a fixture's adapter with. */
export const contractOutputs: OutputsOf = (object) => outputs[object] ?? [];
