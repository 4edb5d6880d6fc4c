-- How long fast writes took from the beginning of a batch's read to the CRM's reply: batches a day, by the least of a row
-- of bounds that they stayed within. Written by the writer.
create table write_window (
  connection text not null,
  day date not null default current_date,
  within_ms int not null,
  batches bigint not null,
  primary key (connection, day, within_ms)
);
