-- What vendors bill, beside what our log of calls says, as it stood when somebody compared them.
create table vendor_bill (
  provider text not null,
  day date not null,
  -- Empty: all models of the day, where the vendor tells none apart.
  model text not null,
  billed_nano_usd bigint not null,
  charged_nano_usd bigint not null,
  held_nano_usd bigint not null,
  calls int not null,
  verdict text not null,
  reconciled_by text not null,
  reconciled_at timestamptz not null default now(),
  primary key (provider, day, model)
);
