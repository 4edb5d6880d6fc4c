import type { Db } from "../database.ts";

/** An undo that somebody ordered. */
export interface OrderedUndo {
  run: string;
  orderedBy: string;
  orderedAt: Date;
  /** How many fields it was to give back. */
  count: number;
}

const mostShown = 50;

/** The undos of one run, the last first, as the audit has them; those about this connection alone, if one is named. */
export async function listUndosOf(
  db: Pick<Db, "query">,
  { of, connection }: { of: string; connection?: string | undefined },
): Promise<OrderedUndo[]> {
  return db.query<OrderedUndo>(
    `select substr(subject, length('runs/') + 1) as run, actor_name as "orderedBy", at as "orderedAt",
       (filter.value->>'count')::int as count
     from audit join audit_value as filter on filter.audit_id = audit.id and filter.side = 'after'
     where order_name = 'undo.order' and filter.value->>'run' = $1
       and ($2::text is null or coalesce(filter.value->>'connection', $2) = $2)
     order by at desc, id desc limit ${mostShown}`,
    [of, connection ?? null],
  );
}
