-- Work that wrote nothing because the value stood already, for a refresh: among all that was skipped it would be far between.
create index work_standing on work (enrichment, coalesce(settled_at, wanted_at), id)
  where state = 'skipped' and reason_code in ('value-stands', 'nothing-to-write');
