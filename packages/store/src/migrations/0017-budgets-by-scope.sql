-- Which budgets there are. Each has a row in `budget` for each of its days or months, made with its first call.
create table budget_spec (
  subject text not null check (subject in (
    'total', 'connection', 'enrichment', 'provider', 'model', 'backfill', 'purpose')),
  -- Which one; empty: each one for itself that has no budget by its name.
  name text not null,
  period text not null check (period in ('day', 'month', 'once')),
  limit_nano_usd bigint not null,
  -- Who set it: a configuration changes none that a person set.
  source text not null check (source in ('configuration', 'person')),
  primary key (subject, name, period)
);

-- Of what and for when a budget is. The one there was until now is that of everything, for all time.
alter table budget
  add column subject text not null default 'total',
  add column name text not null default '',
  add column period text not null default 'once',
  add column starts_on date;

insert into budget_spec (subject, name, period, limit_nano_usd, source)
select 'total', '', 'once', limit_nano_usd, 'configuration' from budget where scope = 'total';
