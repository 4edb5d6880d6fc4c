-- A person may leave a field as it is and decline the answer, or keep it as a person's.
alter table write_order drop constraint write_order_kind_check, add constraint write_order_kind_check
  check (kind in ('approve', 'correct', 'reject', 'keep', 'undo', 'pin', 'unpin'));

-- Who is looking at it, so that two people do not take the same one.
alter table review add column lease_holder text, add column lease_until timestamptz;
