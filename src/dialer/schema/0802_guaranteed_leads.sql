-- Whether a campaign has leads that need a telecaller held is asked every second.
create index campaign_leads_guaranteed on campaign_leads (campaign_id)
    where state = 'callable' and guaranteed_until is not null;
