-- Ways out: SIP/PRI trunks and GSM gateways. Counters belong to the SIM (ICCID), not to the port.
create table trunks (
    id              bigint generated always as identity primary key,
    name            text not null unique,
    kind            text not null check (kind in ('sip', 'gsm')),
    host            text not null,
    port            integer not null default 5060,
    username        text,
    password_sealed text,
    codecs          text[] not null default '{ulaw,alaw}',
    channels_max    integer not null default 30,
    caller_id       text,
    enabled         boolean not null default true,
    gateway_ports   integer,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create table sims (
    iccid        text primary key,
    trunk_id     bigint references trunks (id) on delete set null,
    port         integer,
    operator     text,
    phone_number text,
    enabled      boolean not null default true,
    unique (trunk_id, port)
);

create table sim_usage (
    iccid    text not null references sims (iccid) on delete cascade,
    day      date not null,                 -- in the home country's zone
    attempts integer not null default 0,
    answered integer not null default 0,
    seconds  bigint not null default 0,
    primary key (iccid, day)
);

-- One row. GSM routing is off until somebody answers for it.
create table gsm_authorisation (
    one         boolean primary key default true check (one),
    enabled     boolean not null default false,
    country     text,
    reference   text,
    purposes    text[] not null default '{}',
    recorded_by text,
    recorded_at timestamptz,
    demo        boolean not null default false
);
insert into gsm_authorisation default values;
