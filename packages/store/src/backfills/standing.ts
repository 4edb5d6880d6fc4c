import type { Db } from "../database.ts";

/** How often each value of a closed list stands in the CRM, as it was last read. */
export interface StandingValues {
  output: string;
  /** Of the records of the backfill or, if too few of them have one, of its connection. */
  from: "backfill" | "connection";
  values: Readonly<Record<string, number>>;
}

export interface ClosedOutput {
  name: string;
  field: string;
  /** What it may be; anything else that stands is not compared. */
  values: readonly string[];
}

const enough = 30;
const mostRead = 20_000;

export async function measureStanding(
  db: Pick<Db, "query">,
  id: string,
  { name, field, values }: ClosedOutput,
): Promise<StandingValues> {
  const members = await countMembers(db, id, { field, values });
  const total = Object.values(members).reduce((sum, one) => sum + one, 0);
  if (total >= enough) return { output: name, from: "backfill", values: members };
  return {
    output: name,
    from: "connection",
    values: await countOfConnection(db, id, { field, values }),
  };
}

type Asked = Pick<ClosedOutput, "field" | "values">;

async function countMembers(
  db: Pick<Db, "query">,
  id: string,
  { field, values }: Asked,
): Promise<Record<string, number>> {
  const [row] = await db.query<{ values: Record<string, number> | null }>(
    `select jsonb_object_agg(value, count) as values from (
       select record.outputs->>$2 as value, count(*) as count
       from (select * from backfill_record where backfill_id = $1 order by ordinal limit ${mostRead}) as member
       join record using (connection, object, record_id)
       where record.outputs->>$2 = any($3) group by 1
     ) as counted`,
    [id, field, values],
  );
  return row?.values ?? {};
}

async function countOfConnection(
  db: Pick<Db, "query">,
  id: string,
  { field, values }: Asked,
): Promise<Record<string, number>> {
  const [row] = await db.query<{ values: Record<string, number> | null }>(
    `select jsonb_object_agg(value, count) as values from (
       select outputs->>$2 as value, count(*) as count
       from (
         select record.outputs from backfill join record using (connection, object)
         where backfill.id = $1 and not deleted limit ${mostRead}
       ) as read
       where outputs->>$2 = any($3) group by 1
     ) as counted`,
    [id, field, values],
  );
  return row?.values ?? {};
}
