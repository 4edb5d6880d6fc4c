import type { RecordRef } from "@fieldwork/contracts";
import type { List } from "../list.ts";
import type { Reader } from "../reader.ts";
import { titleSql } from "./record-title.ts";

export interface CompanyLinkRow {
  ref: RecordRef;
  title: string | null;
  other: RecordRef;
  otherTitle: string | null;
  /** What a person ordered, otherwise what the rules say. */
  state: "linked" | "doubtful" | "apart" | "confirmed" | "refused";
  verdict: "linked" | "doubtful" | "apart";
  reason: string;
  /** How the two compare, point by point. */
  evidence: Readonly<Record<string, string>>;
  decidedAt: Date;
  orderedBy: string | null;
  orderedAt: Date | null;
}

const columns = `jsonb_build_object('connection', t.connection, 'object', t.object, 'id', t.record_id) as ref,
    ${titleSql("r")} as title,
    jsonb_build_object('connection', t.other_connection, 'object', t.object, 'id', t.other_id) as other,
    ${titleSql("o")} as "otherTitle", t.state, t.verdict, t.reason_code as reason, t.evidence,
    t.decided_at as "decidedAt", t.ordered_by as "orderedBy", t.ordered_at as "orderedAt"`;

const joins = `left join record as r on (r.record_id, r.connection, r.object) = (t.record_id, t.connection, t.object)
    left join record as o on (o.record_id, o.connection, o.object) = (t.other_id, t.other_connection, t.object)`;

/** Records of two connections that are one company, or may be, the last decided first. */
export const companyLinks: List<CompanyLinkRow, "state"> = {
  name: "company-links",
  table: "company_link",
  groups: [{ sql: "state", filter: "state" }],
  key: [
    { sql: "decided_at", type: "timestamptz" },
    { sql: "id", type: "bigint" },
  ],
  order: "descending",
  primaryKey: ["id"],
  columns,
  joins,
};

/** The links of one record, whichever of the two it is. */
export async function findCompanyLinks(
  reader: Pick<Reader, "query">,
  { connection, object, id }: RecordRef,
): Promise<CompanyLinkRow[]> {
  return reader.query(
    `with t as (
       select * from company_link where (record_id, connection, object) = ($1, $2, $3)
       union all
       select * from company_link where (other_id, other_connection, object) = ($1, $2, $3)
     )
     select ${columns} from t ${joins} order by t.record_id, t.other_id, t.connection, t.other_connection`,
    [id, connection, object],
  );
}
