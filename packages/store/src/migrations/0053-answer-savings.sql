-- What known answers spared, by day (UTC) and enrichment: each enricher adds what it counted since the last time.
create table answer_saving (
  day date not null,
  enrichment text not null,
  answers bigint not null,
  saved_nano_usd bigint not null,
  primary key (day, enrichment)
);
