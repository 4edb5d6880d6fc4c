-- An event that could not be published stands in no partition, and no group is to blame. Of those with
-- one key the last is kept.
alter table log_dead_letter drop constraint log_dead_letter_pkey;
alter table log_dead_letter
  alter column consumer_group drop not null,
  alter column partition drop not null,
  alter column log_offset drop not null;
create unique index log_dead_letter_place on log_dead_letter (consumer_group, topic, partition, log_offset);
create unique index log_dead_letter_unpublished on log_dead_letter (topic, key) where log_offset is null;
