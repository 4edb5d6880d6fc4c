-- How answered work waits that could not be written yet. Written by the writer.
alter table work
  -- Met a setback that nobody is known to be at fault for, or a field that is hidden from us.
  add column rest_kind text check (rest_kind in ('setback', 'hidden')),
  -- How often in a row, on its own; the pauses grow with it.
  add column rests int not null default 0,
  -- How often in a row together with others: the batches it may join halve with it.
  add column doubt int not null default 0,
  add column rests_since timestamptz;

-- A write whose outcome is not known is sent again under the intent that stands.
alter table write_intent add column attempts int not null default 1;

-- What the CRM's replies to one enrichment's writes have in common, for every process. Written by the writer.
create table write_brake (
  connection text not null,
  object text not null,
  enrichment text not null,
  -- When a write was last accepted.
  written_at timestamptz,
  -- What was refused, or came to nothing, since: [{signature, recordId, workId}].
  setbacks jsonb not null default '[]',
  -- Set while the brake is on: what all were refused for, and why the group waits in review.
  signature text,
  reason text,
  tries int not null default 0,
  next_try_at timestamptz,
  -- The one that is let through, to find out whether the CRM accepts by now.
  try_work_id bigint,
  primary key (connection, object, enrichment)
);

-- What waits for an input that is hidden from us.
create index work_hidden on work (connection, object, id) where state = 'ready' and due_at = 'infinity';

-- What waits for a person, such as the group under a brake.
create index work_review on work (connection, object, enrichment, settled_at, id) where state = 'review';
