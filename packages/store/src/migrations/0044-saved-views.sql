-- Searches of records that people keep under a name, for themselves or for all. Written by the api.
create table saved_view (
  id uuid primary key default gen_random_uuid(),
  -- A person, or who asks without one.
  owner text not null,
  owner_name text not null,
  name text not null,
  -- As the address of the list has it.
  search jsonb not null,
  is_shared boolean not null,
  saved_at timestamptz not null default now(),
  unique (owner, name)
);
