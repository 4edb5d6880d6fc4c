-- What the ledger says of an order's field once the order is done; null where it changed nothing.
alter table write_order
  add column ledger_owner text,
  add column ledger_value text,
  add column ledger_pinned boolean;
