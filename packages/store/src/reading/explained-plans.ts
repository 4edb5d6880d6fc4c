import type { Reader } from "./reader.ts";

export interface PlanNode {
  "Node Type": string;
  "Plan Rows": number;
  "Relation Name"?: string;
  Plans?: PlanNode[];
}

/** A reader that notes the plan of each statement before it runs it. */
export function explaining(reader: Reader, plans: PlanNode[]): Reader {
  return {
    ...reader,
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      const [row] = await reader.query<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
        `explain (format json) ${text}`,
        values,
      );
      plans.push(...(row?.["QUERY PLAN"] ?? []).map(({ Plan }) => Plan));
      return reader.query<Row>(text, values);
    },
  };
}

// Holds a row for each field that records can be filtered by.
const smallTable = "record_filter";

const pageRows = 50;

/**
 * What a plan does whose cost grows with the table: a sequential scan, or a sort that nothing below it
 * limits, of more rows than a page as the table's statistics have it. An incremental sort reads no further than the rows that are equal so far.
 */
export function unboundedSteps(plan: PlanNode): string[] {
  const below = (plan.Plans ?? []).flatMap(unboundedSteps);
  if (plan["Relation Name"] === smallTable) return below;
  if (plan["Node Type"] === "Seq Scan") return [...below, `Seq Scan on ${plan["Relation Name"]}`];
  if (plan["Node Type"] === "Sort" && readsWithoutLimit(plan))
    return [...below, "Sort of all rows"];
  return below;
}

function readsWithoutLimit(plan: PlanNode): boolean {
  if (plan["Node Type"] === "Limit" || plan["Plan Rows"] <= pageRows) return false;
  if (plan["Relation Name"] !== undefined) return plan["Relation Name"] !== smallTable;
  const [outer, ...others] = plan.Plans ?? [];
  // The inner side of a nested loop is looked up for each row of the outer one.
  const read = plan["Node Type"] === "Nested Loop" ? [outer] : [outer, ...others];
  return read.some((one) => one !== undefined && readsWithoutLimit(one));
}
