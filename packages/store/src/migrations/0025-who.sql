-- Who may use the API. Written by the api. Secrets are kept as hashes only.
create table person (
  id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(email)),
  name text not null,
  -- Argon2id in its usual text; null until an invitation is accepted.
  password text,
  -- At an OpenID Connect issuer.
  subject text unique,
  invited_by text not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);

-- A role on one connection; on all of them where it is empty.
create table person_grant (
  person_id uuid not null references person on delete cascade,
  role text not null check (role in ('viewer', 'reviewer', 'operator', 'admin')),
  connection text not null default '',
  granted_by text not null,
  granted_at timestamptz not null default now(),
  primary key (person_id, role, connection)
);

create table session (
  id uuid primary key default gen_random_uuid(),
  token_hash text not null unique,
  person_id uuid not null references person on delete cascade,
  came_from text,
  user_agent text,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_person on session (person_id);
create index session_expires on session (expires_at);

-- One-time links: of the first admin, and of people who were invited. Gone once used.
create table sign_in_link (
  token_hash text primary key,
  -- Null: whoever uses it becomes the first admin.
  person_id uuid unique references person on delete cascade,
  expires_at timestamptz not null
);

create table api_token (
  id uuid primary key default gen_random_uuid(),
  token_hash text not null unique,
  person_id uuid not null references person on delete cascade,
  name text not null,
  -- As a grant: it may do no more, whatever its owner may.
  role text not null check (role in ('viewer', 'reviewer', 'operator', 'admin')),
  connection text not null default '',
  created_at timestamptz not null default now(),
  used_at timestamptz,
  expires_at timestamptz not null
);
create index api_token_person on api_token (person_id);

-- Tries at a password, by account and by address, over all processes of the api. Keys are hashes.
create table sign_in_try (
  key text primary key,
  tries int not null,
  until timestamptz not null
);
create index sign_in_try_until on sign_in_try (until);
