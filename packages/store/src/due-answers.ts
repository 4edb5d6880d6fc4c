import { waitsForOrderSql } from "./claim-orders.ts";
import { isHeldSql } from "./holds/hold-sql.ts";

/** As in the index of answers to be written. */
export const isLiveSql = "coalesce('live' = any(running_by), false)";

/** The answers of the connection $1 and the object $2. */
export const allAnswersSql = "state = 'answered' and connection = $1 and object = $2";

/**
 * Without the index of the rows in that state: a plan from when there were hardly any would read all of them for
 * each row that is asked for by its key.
 */
export function isInStateSql(row: string, state: string): string {
  return `${row}.state || '' = '${state}'`;
}

export interface DueAnswers {
  columns: string;
  /** Which of them. */
  where: string;
  /** The parameter that says whether orders are written as well. */
  withOrders: string;
}

/** Answers that are due to be written, in the order they fell due. */
export function dueAnswersSql({ columns, where, withOrders }: DueAnswers): string {
  return `select ${columns} from work
    where ${where} and due_at <= now()
      and not ${isHeldSql("work")} and not ${waitsForOrderSql(withOrders)}
    order by due_at, id`;
}
