-- Plans and caps, use by hour and by port, who was reached, operators, credit, route groups, and
-- the numbers that the law wants shown.

create table sim_plans (
    id     bigint generated always as identity primary key,
    name   text not null unique check (name <> ''),
    limits jsonb not null default '{}'     -- gateways::sim_limits; what is absent is not limited
);

alter table sims
    add column plan_id bigint references sim_plans (id) on delete set null,
    add column limits jsonb not null default '{}';  -- its own; each goes before its plan's

alter table sim_usage
    add column billed_s bigint not null default 0,  -- by the pulses of its tariff
    add column texts integer not null default 0;
update sim_usage set billed_s = (seconds + 59) / 60 * 60;

alter table sim_settlements
    add column billed_s bigint not null default 0 check (billed_s >= 0),
    add column texts integer not null default 0 check (texts >= 0);

-- By the hour, UTC, for rolling windows and graphs.
create table sim_use_hours (
    iccid    text collate "C" not null,
    hour     timestamptz not null,
    attempts integer not null default 0,
    answered integer not null default 0,
    seconds  bigint not null default 0,
    billed_s bigint not null default 0,
    texts    integer not null default 0,
    primary key (iccid, hour)
);

-- Of a port, whatever SIM sat in it.
create table port_use_hours (
    trunk_id bigint not null,
    port     integer not null,
    hour     timestamptz not null,
    attempts integer not null default 0,
    answered integer not null default 0,
    seconds  bigint not null default 0,
    billed_s bigint not null default 0,
    primary key (trunk_id, port, hour)
);

-- Whom a SIM has called or texted on a day, and when last: distinct recipients, and the same SIM
-- next time.
create table sim_contacts (
    iccid     text collate "C" not null,
    day       date not null,               -- of the installation's zone
    recipient text not null,               -- E.164
    last_at   timestamptz not null,
    primary key (iccid, day, recipient)
);
create index sim_contacts_latest on sim_contacts (last_at);

create table gsm_operators (
    id              bigint generated always as identity primary key,
    name            text not null check (name <> ''),
    ussd_code       text check (ussd_code ~ '^[*#0-9]{2,30}$'),
    credit_pattern  text not null,
    currency        text not null default 'INR' check (currency ~ '^[A-Z]{3}$'),
    series          text[] not null default '{}',
    ask_every_calls integer not null default 50 check (ask_every_calls between 1 and 10000)
);
create unique index gsm_operators_name on gsm_operators (lower(name));

create table sim_credits (
    iccid        text collate "C" not null,
    at           timestamptz not null,
    amount_minor bigint,                   -- null: the answer was not understood
    currency     text,
    said         text not null,
    spent_minor  bigint not null default 0,  -- by our tariffs since the reading before
    primary key (iccid, at)
);

create table sim_signals (
    iccid text collate "C" not null,
    at    timestamptz not null,
    csq   smallint not null check (csq between 0 and 31),
    primary key (iccid, at)
);

alter table tariffs
    add column on_net_price_minor bigint check (on_net_price_minor >= 0),
    add column night_price_minor bigint check (night_price_minor >= 0),
    add column night_from integer check (night_from between 0 and 1439),
    add column night_to integer check (night_to between 0 and 1439),
    add check (night_price_minor is null or (night_from is not null and night_to is not null));

alter table trunks
    add column caller_ids jsonb not null default '[]';  -- [{"number","purposes"}]

create table route_groups (
    id             bigint generated always as identity primary key,
    name           text not null unique check (name <> ''),
    position       integer not null default 100,
    enabled        boolean not null default true,
    strategy       text not null
                   check (strategy in ('least_used', 'round_robin', 'most_left', 'cheapest', 'sticky')),
    class          text not null default 'any' check (class in ('any', 'sip', 'gsm')),
    purposes       text[] not null default '{}',
    countries      text[] not null default '{}',
    prefixes       text[] not null default '{}',
    typical_call_s integer not null default 120 check (typical_call_s between 1 and 7200),
    all_trunks     boolean not null default true  -- else those below; none, once they are all gone
);
create table route_group_trunks (
    group_id bigint not null references route_groups (id) on delete cascade,
    trunk_id bigint not null references trunks (id) on delete cascade,
    primary key (group_id, trunk_id)
);

-- Which numbers must be shown. A SIM shows its own number and is not asked.
create table caller_series (
    id       bigint generated always as identity primary key,
    country  text not null check (country ~ '^[A-Z]{2}$'),
    purposes text[] not null,
    prefixes text[] not null,
    source   text not null,
    enabled  boolean not null default true
);
insert into caller_series (country, purposes, prefixes, source) values
    ('IN', '{recovery,service}', '{+911600,+911601}',
     'RBI/2024-25/105; DoT series 1600xx (May 2024), 1601 for financial firms; TRAI direction of 19 Nov 2025'),
    ('IN', '{promotion}', '{+91140}', 'TRAI TCCCPR 2018, series 140 for promotion');
