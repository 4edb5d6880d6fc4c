const columns = "connection, object, record_id, enrichment";

/** What decisions and intents are of: work and orders, whose ids are of one sequence. */
export const claimsSql = `(
    select id, id as work_id, null::bigint as order_id, ${columns} from work
    union all select id, null, id, ${columns} from write_order)`;
