-- The parents of records that are being written in a CRM that locks a parent while it saves a child: an account of its
-- contacts. No other batch writes under the same one meanwhile. Written by the writer, and only for such records.
create table parent_lease (
  connection text not null,
  parent_id text not null,
  -- Of the claim that the batch writes under.
  token uuid not null,
  lease_until timestamptz not null,
  primary key (parent_id, connection)
);
create index parent_lease_token on parent_lease (token);

-- What the live line wants is written before backfills.
drop index work_answered;
create index work_answered on work (connection, object, (coalesce('live' = any(running_by), false)), due_at, id)
  where state = 'answered';
