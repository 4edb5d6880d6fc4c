import type { Reason } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";

/** A reason as its two columns take it. */
export function reasonColumns(reason: Reason | null): {
  reasonCode: string | null;
  reasonDetail: string | null;
} {
  const detail = reason?.detail ?? null;
  return {
    reasonCode: reason?.code ?? null,
    reasonDetail: detail && storableJson(detail),
  };
}

/** The reason of a table's row as one value; null where there is none. */
export function reasonSql(table: string): string {
  return `case when ${table}.reason_code is not null
    then jsonb_build_object('code', ${table}.reason_code, 'detail', ${table}.reason_detail) end`;
}
