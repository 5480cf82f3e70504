create table campaigns (
    id          bigint generated always as identity primary key,
    name        text not null check (name <> ''),
    method      text not null check (method in ('manual', 'preview', 'progressive', 'predictive')),
    state       text not null default 'draft' check (state in ('draft', 'running', 'paused', 'finished')),
    state_note  text,                              -- why zenix paused it by itself
    settings    jsonb not null,                    -- the rest of the contract's CampaignWrite, without team
    created_at  timestamptz not null default now(),
    created_by  text not null,
    started_at  timestamptz,
    finished_at timestamptz,
    updated_at  timestamptz not null default now()
);
create index campaigns_running on campaigns (id) where state = 'running';

create table campaign_team (
    campaign_id bigint not null references campaigns on delete cascade,
    user_id     bigint not null references users (id) on delete cascade,
    primary key (campaign_id, user_id)
);
create index campaign_team_of_user on campaign_team (user_id);

-- Who works where now; one campaign a person. `lead_id` is the lead shown to them to dial or skip.
create table campaign_workers (
    user_id     bigint primary key references users (id) on delete cascade,
    campaign_id bigint not null references campaigns on delete cascade,
    lead_id     bigint,
    leaving     boolean not null default false,
    joined_at   timestamptz not null default now()
);
create index campaign_workers_of_campaign on campaign_workers (campaign_id);

-- A lead in progress names its call. Whoever finds one whose call is neither alive nor in the log knows
-- that it was never dialled.
create table campaign_leads (
    id               bigint generated always as identity primary key,
    campaign_id      bigint not null references campaigns on delete cascade,
    customer_id      bigint references customers on delete set null,
    loan_id          bigint references loans on delete set null,
    phone            text collate "C" not null check (phone ~ '^\+[1-9][0-9]{4,14}$'),
    name             text not null default '',
    language         text not null default 'en',
    fields           jsonb not null default '{}',  -- merge fields from a file
    state            text not null default 'callable'
                     check (state in ('callable', 'later', 'blocked', 'exhausted', 'in_progress', 'done')),
    reason           text,
    next_at          timestamptz,
    rank             smallint not null default 1,  -- 0: a callback that is due, before all others
    order_1          double precision not null default 0,
    order_2          double precision not null default 0,
    order_3          double precision not null default 0,
    owner_id         bigint references users (id) on delete set null,  -- whose callback
    call_id          uuid,                         -- while in progress by a call
    shown_to         bigint,                       -- while in progress on a telecaller's screen
    shown_at         timestamptz,
    tries            integer not null default 0,
    outcomes         jsonb not null default '{}',  -- how many tries ended how
    last_outcome     text,
    last_call_id     uuid,
    last_at          timestamptz,
    guaranteed_until timestamptz,
    answered         boolean not null default false,
    connected        boolean not null default false,
    contacted        boolean not null default false,
    promised         boolean not null default false,
    created_at       timestamptz not null default now(),
    unique (campaign_id, phone)
);
create index campaign_leads_next on campaign_leads (campaign_id, rank, order_1, order_2, order_3, id)
    where state = 'callable' and owner_id is null;
create index campaign_leads_owned on campaign_leads (campaign_id, owner_id, next_at, id)
    where state = 'callable' and owner_id is not null;
create index campaign_leads_due on campaign_leads (campaign_id, next_at)
    where state in ('later', 'blocked') and next_at is not null;
-- No number twice at once, whichever campaign.
create unique index campaign_leads_in_progress on campaign_leads (phone) where state = 'in_progress';
create index campaign_leads_of_call on campaign_leads (call_id) where call_id is not null;
create index campaign_leads_by_state on campaign_leads (campaign_id, state, id);
create index campaign_leads_of_customer on campaign_leads (customer_id) where customer_id is not null;
create index campaign_leads_of_loan on campaign_leads (loan_id) where loan_id is not null;
create index campaign_leads_of_owner on campaign_leads (owner_id) where owner_id is not null;
create index campaign_leads_by_id on campaign_leads (campaign_id, id);
create index campaign_leads_of_number on campaign_leads (phone);
