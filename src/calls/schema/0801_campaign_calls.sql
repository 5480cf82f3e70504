-- Calls that a campaign dialled. The abandon ledger is read from these rows: written once, with the call.
alter table call_logs add column campaign_id bigint, add column lead_id bigint,
                      add column abandoned boolean not null default false;
create index call_logs_answered_by_campaign on call_logs (campaign_id, answered_at)
    where campaign_id is not null and answered_at is not null;
