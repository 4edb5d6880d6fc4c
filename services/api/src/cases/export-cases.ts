import type { RecordRef } from "@fieldwork/contracts";
import { stableJson } from "@fieldwork/runtime";
import { type LabelledCaseRow, listCases } from "@fieldwork/store";
import type { Actor, OrderDeps } from "../orders.ts";

export interface ExportRequest {
  enrichment: string;
  /** Of these connections alone. */
  connections: "all" | readonly string[];
}

export interface ExportedCases {
  /** JSON lines, as `cases.jsonl` beside a definition has them. */
  text: string;
  cases: number;
}

const pageRows = 1000;

/**
 * The labelled cases of an enrichment. The audit keeps which records they came from, so that an erasure can
 * tell what has left.
 */
export async function exportCases(
  { database, reader, audit }: OrderDeps,
  actor: Actor,
  { enrichment, connections }: ExportRequest,
): Promise<ExportedCases> {
  const rows: ListedCase[] = [];
  for (let afterId = "0"; ; ) {
    const page = await listCases(reader, enrichment, { afterId, limit: pageRows });
    rows.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < pageRows) break;
    afterId = last.id;
  }
  const meant = rows.filter(
    ({ ref }) => connections === "all" || connections.includes(ref.connection),
  );
  const lines = caseLines(meant);
  const records = [...new Map(meant.map(({ ref }) => [stableJson(ref), ref])).values()];
  await database.transaction((tx) =>
    audit(tx, {
      ...{ actor, order: "cases.export", subject: `definitions/${enrichment}` },
      after: { cases: lines.length, records },
    }),
  );
  return { text: lines.map((line) => `${line}\n`).join(""), cases: lines.length };
}

type ListedCase = Pick<LabelledCaseRow, "output" | "inputs" | "expected"> & { ref: RecordRef };

/** One line for all outputs of the same inputs. Pure. */
export function caseLines(rows: readonly Omit<ListedCase, "ref">[]): string[] {
  const byInputs = Map.groupBy(rows, ({ inputs }) => stableJson(inputs));
  return [...byInputs.values()].map((some) => {
    const expected = Object.fromEntries(some.map(({ output, expected: value }) => [output, value]));
    return JSON.stringify({ inputs: some[0]?.inputs, expected });
  });
}
