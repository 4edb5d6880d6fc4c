import type { ObjectName } from "@fieldwork/contracts";
import { storableJson } from "@fieldwork/runtime";
import type { Db } from "../database.ts";

/** A field as its CRM shows it, or does not. */
export interface StoredDescription {
  field: string;
  /** As `mapping.yaml` and definitions name types. */
  type: string;
  exists: boolean;
  isFilterable: boolean;
  /** The values that the CRM accepts; left out where any is. */
  options?: readonly string[] | undefined;
  /** What it accepts when it is written; left out where that has not been kept yet. */
  accepts?: AcceptedValues | undefined;
}

/** As an adapter describes a field to whoever writes it. */
export interface AcceptedValues {
  vendorName: string;
  writable: boolean;
  /** In UTF-16 units. */
  maxChars?: number | undefined;
  /** In UTF-8. */
  maxBytes?: number | undefined;
  takes?: "number" | "date" | undefined;
  options?: readonly string[] | undefined;
  retiredOptions?: readonly string[] | undefined;
  isSeveral?: boolean | undefined;
  /** Whether not every record takes all options. */
  variesByRecord?: boolean | undefined;
  optionLabels?: Readonly<Record<string, string>> | undefined;
}

export interface DescribedObject {
  connection: string;
  object: ObjectName;
}

/** Whether it is the caller's turn to describe the object: nobody has begun to within this time. */
export async function claimDescription(
  db: Pick<Db, "query">,
  { connection, object }: DescribedObject,
  everyMs: number,
): Promise<boolean> {
  const rows = await db.query(
    `insert into described_object (connection, object) values ($1, $2)
     on conflict (connection, object) do update set begun_at = now()
       where described_object.begun_at < now() - $3 * interval '1 millisecond'
     returning 1`,
    [connection, object, everyMs],
  );
  return rows.length > 0;
}

export async function keepDescription(
  db: Pick<Db, "query">,
  { connection, object }: DescribedObject,
  fields: readonly StoredDescription[],
): Promise<void> {
  await db.query(
    `insert into described_object (connection, object, fields, described_at) values ($1, $2, $3, now())
     on conflict (connection, object) do update set fields = excluded.fields, described_at = now()`,
    [connection, object, storableJson(fields)],
  );
}

/** As the CRM described the fields of the object last; none while nobody has asked it. */
export async function findDescription(
  db: Pick<Db, "query">,
  { connection, object }: DescribedObject,
): Promise<readonly StoredDescription[]> {
  const [row] = await db.query<{ fields: StoredDescription[] }>(
    "select fields from described_object where connection = $1 and object = $2",
    [connection, object],
  );
  return row?.fields ?? [];
}

/** Where people look at a record of the object in the CRM, with `{id}` in place of its id; null: not known. */
export async function keepRecordPage(
  db: Pick<Db, "query">,
  { connection, object }: DescribedObject,
  page: string | null,
): Promise<void> {
  await db.query(
    "update described_object set record_page = $3 where connection = $1 and object = $2",
    [connection, object, page],
  );
}
