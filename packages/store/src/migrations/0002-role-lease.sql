-- A role that one process plays at a time, such as reading one object of one connection.
create table role_lease (
  role text primary key,
  holder text not null,
  lease_until timestamptz not null
);
