-- Wanters whose work passes a hold as long as it is only paused: a replay tries a few before the rest goes on.
alter table hold add column spares text[] not null default '{}';

-- Its first few pass the holds over its enrichment and connection.
alter table replay add column passes_pauses boolean not null default false;
