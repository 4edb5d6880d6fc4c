-- A link of whoever can read the terminal of their own machine: it begins a session and sets no password.
alter table sign_in_link add column signs_in boolean not null default false;
