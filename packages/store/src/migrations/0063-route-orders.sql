-- In which order the models of an enrichment would be asked now, where that is not the order of its route. Written by
-- whoever asks them, for the dispatcher.
create table route_order (
  enrichment text primary key,
  models text[] not null,
  told_at timestamptz not null
);
