-- Models of the route that were not asked, as provider/model, each with why; null: none, or an attempt after the first.
alter table model_call add column passed_over jsonb;
