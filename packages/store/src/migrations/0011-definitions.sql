-- Each definition that was ever released, by the hash of its content. The current ones are asked; the
-- others finish what was begun under them. Written by whoever releases.
create table definition (
  name text not null,
  hash text not null,
  -- As text, so that order is kept.
  content json not null,
  is_current boolean not null,
  released_at timestamptz not null default now(),
  released_by text not null,
  primary key (name, hash)
);
create unique index definition_current on definition (name) where is_current;

-- Under which definition the running generation was begun, and an answer given. Null: before
-- definitions were released.
alter table work add column definition_hash text;
alter table answer add column definition_hash text;
