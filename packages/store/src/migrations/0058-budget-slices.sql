-- Money of a budget that is charged to it already and that one process may spend on calls without asking. What a
-- killed process leaves stays charged. Written by whoever asks models.
create table budget_slice (
  holder uuid not null,
  scope text not null,
  -- What its calls in the log have not used.
  held_nano_usd bigint not null,
  -- By then its holder has called, given it back, or is gone.
  lease_until timestamptz not null,
  primary key (holder, scope)
);
