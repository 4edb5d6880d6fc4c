import type { Db } from "@fieldwork/store";
import Table from "cli-table3";

interface SampleRow {
  record: string;
  title: string | null;
  field: string;
  before: string | null;
  after: string | null;
  evidence: string | null;
}

/** Some records that this run wrote, or in a preview would write, each field before and after. */
export async function findSample(db: Db, since: Date, records: number): Promise<SampleRow[]> {
  return db.query<SampleRow>(
    `with decided as (
       select distinct on (write_decision.work_id, field) write_decision.*, connection, object, record_id
       from write_decision join work on work.id = write_decision.work_id
       where decision = 'write' and decided_at >= $1
       order by write_decision.work_id, field, write_decision.id desc
     ), chosen as (
       select connection, object, record_id from (
         select distinct on (connection, object, record_id) connection, object, record_id,
           dense_rank() over (partition by object, connection order by record_id) as nr
         from decided
       ) as numbered
       order by nr, object, connection limit $2
     )
     select connection || '/' || object || '/' || record_id as record,
       coalesce(record.fields->>'name', record.fields->>'jobTitle') as title,
       decided.field, decided.live_value as before, decided.answer_value as after,
       (select value->>'evidence' from jsonb_each(answer.outputs)
        where value->>'value' = decided.answer_value limit 1) as evidence
     from chosen
     join decided using (connection, object, record_id)
     join record using (connection, object, record_id)
     join answer on answer.fingerprint = decided.fingerprint and answer.replaced_at is null
     order by object, 1, decided.field`,
    [since, records],
  );
}

const fixedWidths = { record: 28, field: 15, before: 16 };
const plainColumns = { title: 30, field: 14, before: 10, after: 60 };
const narrowest = 110;

/** A table on a terminal that is wide enough, a line a field elsewhere. */
export function sampleText(
  rows: readonly SampleRow[],
  terminalColumns: number | undefined,
): string {
  if (terminalColumns === undefined || terminalColumns < narrowest) {
    return rows.map(plainLine).join("\n");
  }
  const { record, field, before } = fixedWidths;
  const borders = 6;
  const room = terminalColumns - record - field - before - borders;
  const table = new Table({
    head: ["record", "field", "before", "after", "evidence"],
    colWidths: [record, field, before, Math.ceil(room * 0.55), Math.floor(room * 0.45)],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const shown = [row.title ?? row.record, row.field, row.before ?? "-", row.after ?? "-"];
    table.push([...shown, clip(row.evidence ?? "", 120)]);
  }
  return table.toString();
}

function plainLine({ title, record, field, before, after }: SampleRow): string {
  return [
    clip(title ?? record, plainColumns.title).padEnd(plainColumns.title),
    field.padEnd(plainColumns.field),
    clip(before ?? "-", plainColumns.before).padEnd(plainColumns.before),
    clip(after ?? "-", plainColumns.after),
  ].join("  ");
}

function clip(text: string, maxChars: number): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= maxChars ? line : `${line.slice(0, maxChars - 1)}…`;
}
