-- Which fields left with a call, where they went, and what was masked under which definition.
alter table model_call add column sent_fields text[], add column sent_region text, add column sent_policy text;
