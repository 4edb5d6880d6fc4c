-- Answers have ids, and of those to one question one is current: an older one stays, for whatever names it.
-- Until now there was one each, so that all of them are.
alter table answer drop constraint answer_pkey;
alter table answer add column id bigint generated always as identity primary key,
  -- When a newer one took its place; null: it is the current one.
  add column replaced_at timestamptz;
create unique index answer_current on answer (fingerprint) where replaced_at is null;

-- The answer that a write wrote. Null: it wrote none.
alter table write_intent add column answer_id bigint;
alter table field_ledger add column answer_id bigint;
update write_intent set answer_id = answer.id from answer
where answer.fingerprint = write_intent.fingerprint and answer.state = 'answered';
update field_ledger set answer_id = answer.id from answer
where answer.fingerprint = field_ledger.fingerprint and answer.state = 'answered';
