-- A connection that wants to be left alone, for every process. Written by whichever was told so.
create table connection_rest (
  connection text primary key,
  until timestamptz not null,
  -- Why, as the adapter's errors name it, and in the vendor's words.
  reason text not null,
  message text not null,
  -- The service that was told.
  told_to text not null,
  told_at timestamptz not null default now()
);
