import type { FieldWrite } from "./crm-adapter.ts";

const mostNamed = 20;

/** The runs that a call serves, so that whoever sees it on its way can tell what it belongs to. */
export function runHeader(writes: readonly Pick<FieldWrite, "runs">[]): Record<string, string> {
  const runs = [...new Set(writes.flatMap(({ runs: ofWrite = [] }) => ofWrite))].toSorted();
  return runs.length === 0 ? {} : { "X-Fieldwork-Run": runs.slice(0, mostNamed).join(", ") };
}
