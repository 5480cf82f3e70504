-- The legal gate: rules as data, the do-not-call list, and every decision it ever made.

-- One row. Demo rules act only where `demo` is true and zenix itself runs as a demonstration.
-- `rules_version` moves with every change of a rule, by whatever hand.
create table gate_installation (
    one           boolean primary key default true check (one),
    demo          boolean not null default false,
    demo_since    timestamptz,
    rules_version bigint not null default 1,
    check (demo = (demo_since is not null))
);
insert into gate_installation default values;

create table gate_rules (
    id              text primary key check (id ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
    kind            text not null
                    check (kind in ('calling_hours', 'do_not_call', 'attempt_cap', 'valid_number')),
    title           text not null check (title <> ''),
    jurisdiction    text not null check (jurisdiction = '*' or jurisdiction ~ '^[A-Z]{2}$'),
    channels        text[] not null check (channels <@ '{call,text}' and channels <> '{}'),
    purposes        text[] not null check (purposes <@ '{recovery,service,promotion}' and purposes <> '{}'),
    parameters      jsonb not null default '{}',
    source          text not null check (source <> ''),
    -- Both days included, by the calendar of the person called.
    effective_from  date not null,
    effective_until date,
    enabled         boolean not null default true,
    demo            boolean not null default false,
    updated_at      timestamptz not null default now(),
    check (demo = (id like 'demo.%')),
    -- A demo rule is never open-ended.
    check (not demo or effective_until is not null),
    check (effective_until >= effective_from)
);

create function move_rules_version() returns trigger language plpgsql as $$
begin
    update gate_installation set rules_version = rules_version + 1;
    return null;
end $$;
create trigger move_rules_version after insert or update or delete or truncate on gate_rules
    for each statement execute function move_rules_version();

create table do_not_call (
    id           bigint generated always as identity unique,
    phone_number text collate "C" primary key check (phone_number ~ '^\+[1-9][0-9]{4,14}$'),
    reason       text not null check (reason <> ''),
    source       text not null check (source in ('manual', 'disposition', 'import', 'text_stop')),
    created_at   timestamptz not null default now(),
    created_by   text
);

-- Written once, never changed. No foreign keys: the evidence outlives what it speaks of.
create table gate_decisions (
    id              uuid primary key,        -- version 7: ordered by time
    decided_at      timestamptz not null,    -- the clock when it was asked
    at              timestamptz not null,    -- the instant it speaks of; differs only for a what-if
    verdict         text not null check (verdict in ('allow', 'refuse')),
    channel         text not null,
    purpose         text not null,
    phone_number    text collate "C" not null,
    typed           text not null,           -- as it was asked for; empty: the borrower's primary
    customer_id     bigint,
    time_zone       text not null,
    local_time      text not null,
    rules           jsonb not null,          -- [{id, verdict, explanation, next_lawful_at}]
    rules_version   bigint not null,
    inputs          jsonb not null,          -- {country, zones, do_not_call, attempts, demo}
    summary         text not null,
    next_lawful_at  timestamptz,
    attempts_left   integer,
    -- Counts as an attempt: the how-manieth on this number ever. Two that are asked at one time for
    -- the same place collide here, so no cap is ever passed.
    attempt_ordinal bigint,
    asked_by        text not null,
    source          text not null,
    check (attempt_ordinal is null or (verdict = 'allow' and at = decided_at))
);
create unique index gate_attempts on gate_decisions (phone_number, attempt_ordinal)
    where attempt_ordinal is not null;
create index gate_decisions_by_number on gate_decisions (phone_number, id desc);
create index gate_decisions_by_customer on gate_decisions (customer_id, id desc)
    where customer_id is not null;
create index gate_decisions_refused on gate_decisions (id desc) where verdict = 'refuse';
create index gate_decisions_by_time on gate_decisions (decided_at desc);
