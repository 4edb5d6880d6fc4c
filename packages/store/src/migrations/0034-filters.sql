-- The filter of a backfill is one filter: what was written as ids, blank output and where beside each other becomes
-- conditions that must all be met.
update backfill set filter = jsonb_build_object('all',
  case when filter ? 'where' then jsonb_build_array(filter->'where') else '[]' end
  || case when filter ? 'ids' then jsonb_build_array(
       jsonb_build_object('field', 'id', 'is', 'anyOf', 'values', filter->'ids')) else '[]' end
  || case when filter ? 'blank' then jsonb_build_array(
       jsonb_build_object('field', filter->'blank', 'is', 'blank', 'values', '[]'::jsonb)) else '[]' end);
