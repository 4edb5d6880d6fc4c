-- Which question is asked for the records of one company in all connections of a sharing group: that of the record
-- that claimed it first. Written by the enricher.
create table shared_question (
  -- A hash over group, definition and what identifies the company.
  share_key text primary key,
  fingerprint text not null,
  connection text not null,
  object text not null,
  record_id text not null,
  claimed_at timestamptz not null default now()
);

-- Of the known answers, those that one record of a company had and another used; and those that it could not use,
-- because the evidence did not stand in its own text.
alter table answer_saving
  add column shared bigint not null default 0,
  add column not_held bigint not null default 0;
