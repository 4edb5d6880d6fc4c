-- The fields of each object as its CRM described them last. Written by the connector, which alone may ask the CRM.
create table described_object (
  connection text not null,
  object text not null,
  -- When somebody last began to ask.
  begun_at timestamptz not null default now(),
  fields jsonb not null default '[]',
  -- Null: nobody has been told anything so far.
  described_at timestamptz,
  primary key (connection, object)
);
