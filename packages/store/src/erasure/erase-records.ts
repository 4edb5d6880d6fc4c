import { type FieldValues, type RecordRef, recordKey } from "@fieldwork/contracts";
import type { Db } from "../database.ts";
import { blankFilters, countFilters } from "./erase-filters.ts";
import { countSearches, eraseSearches } from "./erase-searches.ts";
import { personTerms } from "./person-terms.ts";
import { personalData } from "./personal-data.ts";
import type { RowsOf } from "./table-data.ts";

/** Who is meant: records, and every record that has one of these e-mail addresses. */
export interface Person {
  refs: readonly RecordRef[];
  emails: readonly string[];
}

/** What is about a person: records, the ids of their work and of the orders for their fields, and what names them. */
export interface ErasedRows extends Person {
  workIds: readonly string[];
  terms: readonly string[];
}

/** How many rows were deleted or blanked, or found, by table; tables without any are left out. */
export type RowCounts = Record<string, number>;

/**
 * With the records that have the e-mail addresses now, and the ids of all work and orders of the records,
 * beside those that are known already. Reads all records where there is an address.
 */
export async function findErased(
  db: Pick<Db, "query">,
  { refs: known, emails, workIds = [], terms = [] }: Person & Partial<ErasedRows>,
): Promise<ErasedRows> {
  const refs = [...known, ...(await findByEmail(db, emails))];
  const ids = await db.query<{ id: string }>(
    `with meant as (select * from unnest($1::text[], $2::text[], $3::text[]) as t (connection, object, record_id))
     select work.id from work join meant using (connection, object, record_id)
     union select write_order.id from write_order join meant using (connection, object, record_id)`,
    refColumns(refs),
  );
  const names = await findTerms(db, refs);
  return {
    refs: [...new Map(refs.map((ref) => [recordKey(ref), ref])).values()],
    emails,
    workIds: [...new Set([...workIds, ...ids.map(({ id }) => id)])],
    terms: [...new Set([...terms, ...names])],
  };
}

async function findTerms(db: Pick<Db, "query">, refs: readonly RecordRef[]): Promise<string[]> {
  const rows = await db.query<{ fields: FieldValues }>(
    `select fields from record where (record_id, connection, object) in (
       select record_id, connection, object from unnest($1::text[], $2::text[], $3::text[])
         as meant (connection, object, record_id))`,
    refColumns(refs),
  );
  return rows.flatMap(({ fields }) => personTerms(fields));
}

async function findByEmail(db: Pick<Db, "query">, emails: readonly string[]): Promise<RecordRef[]> {
  if (emails.length === 0) return [];
  return db.query(
    `select connection, object, record_id as id from record
     where lower(trim(fields->>'email')) = any($1::text[]) order by connection, object, record_id`,
    [emails.map(comparableEmail)],
  );
}

/** How two spellings of an e-mail address are the same. Pure. */
export function comparableEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Deletes every row that tells of them, in every table that `personalData` lists; where rows stay, blanks it. */
export async function eraseRows(tx: Db, rows: ErasedRows): Promise<RowCounts> {
  await handAnswersOn(tx, rows.workIds);
  return forEachTable(rows, async (step) => {
    if ("filter" in step) return blankFilters(tx, rows, step);
    if ("search" in step) return eraseSearches(tx, rows, step);
    const { table, where, values } = step;
    const [row] = await tx.query<{ count: number }>(
      `with gone as (delete from ${table} as t where ${where} returning 1) select count(*)::int as count from gone`,
      values,
    );
    return row?.count ?? 0;
  });
}

/**
 * An answer that another record's work has too, because it asked the very same, is that record's from now on: it
 * stands in what is to be written there.
 */
async function handAnswersOn(tx: Db, workIds: readonly string[]): Promise<void> {
  await tx.query(
    `update answer set work_id = heir.id
     from (
       select distinct on (fingerprint) fingerprint, id from work
       where fingerprint in (select fingerprint from answer where work_id = any($1::bigint[]))
         and id <> all($1::bigint[])
       order by fingerprint, id
     ) as heir
     where answer.fingerprint = heir.fingerprint and answer.work_id = any($1::bigint[])`,
    [workIds],
  );
}

/** What an erasure would delete, and after one, what it has left over. */
export async function countRows(db: Pick<Db, "query">, rows: ErasedRows): Promise<RowCounts> {
  return forEachTable(rows, async (step) => {
    if ("filter" in step) return countFilters(db, rows, step);
    if ("search" in step) return countSearches(db, rows, step);
    const { table, where, values } = step;
    const [row] = await db.query<{ count: number }>(
      `select count(*)::int as count from ${table} as t where ${where}`,
      values,
    );
    return row?.count ?? 0;
  });
}

/** Rows of any personal table that mention one of these texts, such as an e-mail address, anywhere. */
export async function countMentions(
  db: Pick<Db, "query">,
  terms: readonly string[],
): Promise<RowCounts> {
  const counts: RowCounts = {};
  if (terms.length === 0) return counts;
  for (const [table, { rows }] of Object.entries(personalData)) {
    if (rows.by === "none") continue;
    const [row] = await db.query<{ count: number }>(
      `select count(*)::int as count from ${table} as t
       where exists (select from unnest($1::text[]) as term where position(lower(term) in lower(t::text)) > 0)`,
      [terms.map((term) => term.trim())],
    );
    if (row && row.count > 0) counts[table] = row.count;
  }
  return counts;
}

type Step = { where: string; values: unknown[] } | { filter: string } | { search: string };
type TableStep = { table: string } & Step;

async function forEachTable(
  rows: ErasedRows,
  run: (step: TableStep) => Promise<number>,
): Promise<RowCounts> {
  const counts: RowCounts = {};
  for (const [table, { rows: how }] of Object.entries(personalData)) {
    const step = stepFor(how, rows);
    if (step === undefined) continue;
    const count = await run({ table, ...step });
    if (count > 0) counts[table] = count;
  }
  return counts;
}

function stepFor(how: RowsOf, { refs, workIds, terms, emails }: ErasedRows): Step | undefined {
  const keys = refs.map(recordKey);
  const named = [...terms, ...emails].filter((term) => term.trim() !== "");
  switch (how.by) {
    case "record": {
      const where = `(t.record_id, t.connection, t.object) in (
        select record_id, connection, object from unnest($1::text[], $2::text[], $3::text[])
          as meant (connection, object, record_id))`;
      if (how.mentions === undefined) return { where, values: refColumns(refs) };
      return {
        where: `${where} or t.record_id is null and ${mentionsSql(how.mentions, "$4")}`,
        values: [...refColumns(refs), named],
      };
    }
    case "pair": {
      const where = `exists (select from unnest($1::text[], $2::text[], $3::text[]) as meant (connection, object, id)
        where t.object = meant.object and (
          (t.record_id, t.connection) = (meant.id, meant.connection)
          or (t.other_id, t.other_connection) = (meant.id, meant.connection)))`;
      return { where, values: refColumns(refs) };
    }
    case "work": {
      const inherits = how.othersInherit
        ? " and not exists (select from work where work.fingerprint = t.fingerprint and work.id <> all($1::bigint[]))"
        : "";
      const where = `(t.${how.column} = any($1::bigint[])${inherits})`;
      if (how.mentions === undefined) return { where, values: [workIds] };
      return {
        where: `${where} or t.${how.column} is null and ${mentionsSql(how.mentions, "$2")}`,
        values: [workIds, named],
      };
    }
    case "key":
      return { where: `t.${how.column} = any($1::text[])`, values: [keys] };
    case "mention": {
      const mentioned = `exists (select from unnest($1::text[]) as key
        where position(to_json(key)::text in t.${how.column}::text) > 0)`;
      const named = how.keyColumn === undefined ? "" : `t.${how.keyColumn} = any($1::text[]) or `;
      return { where: `${named}${mentioned}`, values: [keys] };
    }
    case "filter":
      return { filter: how.column };
    case "search":
      return { search: how.column };
    case "none":
      return undefined;
    default:
      return how satisfies never;
  }
}

function mentionsSql(column: string, terms: string): string {
  return `exists (select from unnest(${terms}::text[]) as term
    where position(lower(term) in lower(t.${column}::text)) > 0)`;
}

function refColumns(refs: readonly RecordRef[]): string[][] {
  return [
    refs.map(({ connection }) => connection),
    refs.map(({ object }) => object),
    refs.map(({ id }) => id),
  ];
}
