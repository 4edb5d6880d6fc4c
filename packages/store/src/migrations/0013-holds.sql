-- What people ordered not to go on. Written by whoever takes the order; read by all before they begin
-- anything. A kind of scope is known by the code alone.
create table hold (
  scope text not null,
  -- Which one of its kind; empty where there is only one.
  target text not null,
  action text not null check (action in ('paused', 'killed')),
  held_by text not null,
  why text,
  since timestamptz not null default now(),
  epoch bigint not null,
  primary key (scope, target)
);

-- Rises with each order, also with one that lifts a hold.
create table hold_epoch (epoch bigint not null);
insert into hold_epoch values (0);
