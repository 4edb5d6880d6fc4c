import { createHash } from "node:crypto";
import { type ObjectName, type OutputSpec, objectName } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Database, Db } from "../database.ts";
import type { Condition } from "./list.ts";
import type { Reader } from "./reader.ts";

/** A field that people own, or an output of ours, that records can be filtered by. */
export interface RecordFilterField {
  object: ObjectName;
  source: "fields" | "outputs";
  /** Its canonical name. */
  name: string;
}

interface WithOutputs {
  object: ObjectName;
  outputs: readonly Pick<OutputSpec, "field" | "type">[];
}

/** What a mapping marks as filterable, and the outputs that are one of a few values. */
export function recordFilterFields(
  fields: Readonly<Record<string, readonly string[]>>,
  enrichments: readonly WithOutputs[],
): RecordFilterField[] {
  const owned = Object.entries(fields).flatMap(([object, names]) =>
    names.map((name) => ({ object: objectName.parse(object), source: "fields" as const, name })),
  );
  const ours = enrichments.flatMap(({ object, outputs }) =>
    outputs
      .filter(({ type }) => type === "choice" || type === "boolean")
      .map(({ field: name }) => ({ object, source: "outputs" as const, name })),
  );
  return [...owned, ...ours];
}

// An index row holds no more than some 2,700 bytes, and one value too long would stop the planner.
const maxIndexedChars = 200;

function valueSql({ source, name }: RecordFilterField): string {
  if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name))
    throw new AppError(`${name} cannot be filtered by: write letters, digits and underscores`, {
      code: "config_invalid",
      retryable: false,
    });
  return `left(${source}->>'${name}', ${maxIndexedChars})`;
}

/** Chooses the records where the field has this value; long values are compared by their beginning. */
export function filterCondition(field: RecordFilterField, value: string): Condition {
  return {
    sql: `object = '${field.object}' and ${valueSql(field)} = left(?, ${maxIndexedChars})`,
    value,
  };
}

/**
 * Makes these the fields that records can be filtered by: creates the indexes that are missing and drops
 * those that nothing needs any more. While one is created no record is written: some seconds for a million.
 */
export async function keepRecordFilters(
  database: Database,
  fields: readonly RecordFilterField[],
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('fieldwork migrations'))");
    const wanted = new Map(fields.map((field) => [indexName(field), field]));
    const standing = await tx.query<{ index_name: string }>("select index_name from record_filter");
    for (const { index_name: name } of standing) {
      if (wanted.delete(name)) continue;
      await tx.query(`drop index if exists ${name}`);
      await tx.query("delete from record_filter where index_name = $1", [name]);
    }
    for (const [name, field] of wanted) await createIndex(tx, name, field);
  });
}

async function createIndex(tx: Db, name: string, field: RecordFilterField): Promise<void> {
  await tx.query(`create index ${name} on record (connection, ${valueSql(field)}, changed_at, record_id)
    where object = '${field.object}' and ${field.source}->>'${field.name}' is not null`);
  await tx.query(
    "insert into record_filter (object, source, name, index_name) values ($1, $2, $3, $4)",
    [field.object, field.source, field.name, name],
  );
}

/** The fields that records can be filtered by now. */
export async function listRecordFilters(
  reader: Pick<Reader, "query">,
): Promise<RecordFilterField[]> {
  return reader.query(
    "select object, source, name from record_filter order by object, source, name",
  );
}

/** Names in PostgreSQL end after 63 bytes; two that begin alike must not become one. */
function indexName({ object, source, name }: RecordFilterField): string {
  const hash = createHash("sha256").update(`${object} ${source} ${name}`).digest("hex");
  return `record_filter_${hash.slice(0, 12)}`;
}
