-- How work had ended that is wanted again as it is: it ends so again if nobody wants it any longer before it was asked.
alter table work add column stood jsonb;
