-- Ways out: SIP trunks and GSM gateways, the SIMs in them, their use, and the authority for GSM.

create table trunks (
    id              bigint generated always as identity primary key,
    name            text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    kind            text not null check (kind in ('sip', 'gsm')),
    host            text not null check (host <> ''),
    port            integer not null default 5060 check (port between 1 and 65535),
    username        text,
    password_sealed text,                      -- by the master key; never read out by the API
    codecs          text[] not null default '{ulaw,alaw}',
    channels_max    integer not null default 30 check (channels_max between 1 and 1000),
    caller_id       text,
    enabled         boolean not null default true,
    gateway_ports   integer check (gateway_ports between 1 and 64),
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    check (kind = 'sip' or gateway_ports is not null)
);

-- A SIM is known by its ICCID wherever it sits; a port holds one.
create table sims (
    iccid        text collate "C" primary key check (iccid ~ '^[0-9A-F]{10,22}$'),
    trunk_id     bigint references trunks (id) on delete set null,
    port         integer check (port between 0 and 99),
    operator     text,
    phone_number text,
    enabled      boolean not null default true,
    updated_at   timestamptz not null default now()
);
create unique index sims_one_per_port on sims (trunk_id, port) where trunk_id is not null;

-- By ICCID and the day of the installation's zone. No foreign key: the count outlives the SIM.
create table sim_usage (
    iccid    text collate "C" not null,
    day      date not null,
    attempts integer not null default 0,
    answered integer not null default 0,
    seconds  bigint not null default 0,
    primary key (iccid, day)
);

-- Each reservation is counted once, however often its settlement is tried.
create table sim_settlements (
    reservation text primary key,
    iccid       text collate "C" not null,
    day         date not null,
    answered    boolean not null,
    seconds     bigint not null check (seconds >= 0),
    settled_at  timestamptz not null default now()
);
create index sim_settlements_old on sim_settlements (settled_at);

-- One row. GSM routing is off until somebody answers for it.
create table gsm_authorisation (
    one         boolean primary key default true check (one),
    enabled     boolean not null default false,
    country     text check (country ~ '^[A-Z]{2}$'),
    reference   text,
    purposes    text[] not null default '{}' check (purposes <@ '{recovery,service,promotion}'),
    recorded_by text,
    recorded_at timestamptz,
    demo        boolean not null default false,  -- acts only in a database marked as a demonstration
    check (not enabled or (country is not null and reference is not null and purposes <> '{}'
                           and recorded_by is not null and recorded_at is not null))
);
insert into gsm_authorisation default values;
