-- Labelled cases that models are asked on a person's order, to see how often they are right: one ask for
-- each case and model.
create table evaluation (
  id uuid primary key,
  enrichment text not null,
  definition_hash text not null,
  -- The definition, where it is only proposed; null: it was released.
  content json,
  -- As provider/model.
  models text[] not null,
  -- One that is asked as well, for the others to be compared with; null: none.
  compared_with text,
  cases_hash text not null,
  ordered_by text not null,
  ordered_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index evaluation_latest on evaluation (enrichment, ordered_at);

alter table ordered_ask
  drop constraint ordered_ask_purpose_check,
  add constraint ordered_ask_purpose_check check (purpose in ('preview', 'sample', 'evaluate')),
  alter column connection drop not null,
  alter column object drop not null,
  alter column record_id drop not null,
  add column evaluation_id uuid references evaluation on delete cascade,
  -- From 1; its inputs are asked in place of a record's fields.
  add column case_number int,
  add column inputs jsonb,
  -- Output name to the right answer.
  add column expected jsonb,
  add constraint ordered_ask_about check (
    case purpose when 'evaluate' then num_nulls(evaluation_id, case_number, inputs, expected, model) = 0
      else num_nulls(connection, object, record_id) = 0 end);
create index ordered_ask_evaluation on ordered_ask (evaluation_id, case_number) where evaluation_id is not null;
