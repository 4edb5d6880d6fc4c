-- Companies with one domain or name, of one connection after the other, so that a common name is not read as a whole.
drop index company_key_domain;
drop index company_key_name;
create index company_key_domain on company_key (domain, connection, record_id) where domain is not null;
create index company_key_name on company_key (name_key, connection, record_id) where name_key is not null;
