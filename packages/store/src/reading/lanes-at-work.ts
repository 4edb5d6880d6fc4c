/** What is with the lanes, a row each, in two parts because each is found by an index of its own. */
export const atWorkSql = `(
  select lane, state, dispatched_at from work where state = 'dispatched' and lane is not null
  union all
  select lane, state, dispatched_at from work
  where state in ('asking', 'writing') and state = 'asking' and lane is not null)`;

/** The lanes of every model that was asked lately, also of those that have nothing. */
export const askedLanesSql = "(select distinct split_part(model, '/', 1) as name from model_terms)";
