import { isHeldSql } from "./holds/hold-sql.ts";

/** Orders under a name, as a hold sees rows of `work`. */
export function ordersAs(name: string): string {
  return `(select *, null::text as lane, wanted_by as running_by from write_order) as ${name}`;
}

function isDueSql(order: string): string {
  return `${order}.state = 'waiting' and ${order}.due_at <= now() and not ${isHeldSql(order)}`;
}

/** Whether at least one row of `rows` meets the conditions: a look into an index for each row that asks, in any plan. */
export function isAnySql(rows: string, conditions: string): string {
  return `coalesce((select true from ${rows} where ${conditions} limit 1), false)`;
}

function isSameRecordSql(one: string, other: string): string {
  return `${one}.record_id = ${other}.record_id and ${one}.connection = ${other}.connection
    and ${one}.object = ${other}.object`;
}

/** Where orders are due that nobody holds. */
export const dueOrderPlacesSql = `select connection, object from ${ordersAs("due_order")}
  where $1::boolean and ${isDueSql("due_order")}`;

/**
 * Orders that are due, for a claim: of those for one field the oldest, and none while anything else is
 * being written to its record. Two that are decided on the same read would each take the other's value
 * for what it was before.
 */
export const dueOrdersSql = `select id, due_at, doubt from ${ordersAs("due_order")}
  where connection = $1 and object = $2 and $7::boolean and ${isDueSql("due_order")}
    and not ${isAnySql(
      ordersAs("other"),
      `${isSameRecordSql("other", "due_order")} and (other.state = 'writing'
        or other.field = due_order.field and other.id < due_order.id and ${isDueSql("other")})`,
    )}
    and not ${isAnswerWrittenSql("due_order")}`;

/** An answer waits for the orders of its record. While nobody orders anything, no answer is looked at for it. */
export function waitsForOrderSql(withOrders: string): string {
  return `(${withOrders}::boolean
    and (exists (select from write_order where state = 'waiting')
      or exists (select from write_order where state = 'writing'))
    and ${isAnySql(
      ordersAs("placed"),
      `${isSameRecordSql("placed", "work")} and (placed.state = 'writing' or ${isDueSql("placed")})`,
    )})`;
}

/** Whether an order for the record of `row` is being written. */
export function isOrderWrittenSql(row: string): string {
  const conditions = `${isSameRecordSql("write_order", row)} and write_order.state = 'writing'`;
  return `(exists (select from write_order where state = 'writing') and ${isAnySql("write_order", conditions)})`;
}

/** Whether an answer for the record of `row` is being written. */
export function isAnswerWrittenSql(row: string): string {
  return isAnySql("work", `${isSameRecordSql("work", row)} and work.state = 'writing'`);
}

export const claimOrdersSql = `update write_order as work set state = 'writing', claim_token = $5,
    lease_until = now() + $6 * interval '1 millisecond'
  where work.id = any(array(select id from orders_next)) and work.state = 'waiting'
  returning work.id as "workId", work.claim_token as token, 1 as generation, work.wanted_by as "wantedBy",
    work.record_id as "recordId", null::text as "parentId", work.enrichment, null::text as "definitionHash", work.fingerprint,
    work.answer_id as "answerId", coalesce((select outputs from answer where answer.id = work.answer_id), '{}') as outputs,
    (select nullif(concat_ws('/', provider, model), '') from answer where answer.id = work.answer_id) as model,
    coalesce((select answered_at from answer where answer.id = work.answer_id), ordered_at) as "answeredAt",
    null::text as "inputHash", work.failures, work.rest_kind as "restKind", work.rests, work.doubt,
    work.rests_since as "restsSince", work.traceparent,
    jsonb_build_object('field', work.field, 'kind', work.kind, 'value', work.value, 'owner', work.owner,
      'expectedValue', work.expected_value) as order`;
