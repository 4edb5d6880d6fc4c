-- How fields are written (fast or guarded; from how many waiting on by jobs of the CRM's own), the limits that we keep
-- within, and what the CRM's last reply said of each.
alter table connection_terms add column writes text;
alter table connection_terms add column jobs_from int;
alter table connection_terms add column limits jsonb;
alter table connection_terms add column told_limits jsonb;
alter table connection_terms add column told_at timestamptz;
-- Why a stream could not say which records had changed, where that is why all are compared.
alter table reconciliation add column gap text;
