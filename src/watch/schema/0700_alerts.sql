-- What is wrong, who has seen it, and who was told how.

create table alerts (
    id              uuid primary key,          -- version 7, so the order of ids is that of time
    key             text not null,             -- what it is about: `trunk_unreachable:7`
    kind            text not null,
    severity        text not null check (severity in ('info', 'warning', 'critical')),
    worst           text not null check (worst in ('info', 'warning', 'critical')),
    subject         text not null,
    text            text not null,
    measured        double precision,
    threshold       double precision,
    since           timestamptz not null,      -- when the condition began, as its source tells
    raised_at       timestamptz not null,
    open_since      timestamptz not null,      -- raised or last worsened: escalation counts from here
    state           text not null check (state in ('open', 'acknowledged', 'resolved')),
    acknowledged_at timestamptz,
    acknowledged_by text,
    note            text,
    resolved_at     timestamptz check ((resolved_at is not null) = (state = 'resolved')),
    escalated_at    timestamptz,
    told_at         timestamptz not null,      -- the last step that was announced
    steps           integer not null default 0 -- how many were announced; numbers the notices
);
create unique index alerts_one_at_a_time on alerts (key) where state <> 'resolved';
create index alerts_resolved on alerts (id desc) where state = 'resolved';

-- The outbox: one row per step and channel, so that a step is told once whatever is killed when.
create table alert_notices (
    id         uuid primary key,               -- also the Message-ID and the webhook's event id
    alert_id   uuid not null references alerts (id) on delete cascade,
    step       integer not null,
    what       text not null check (what in ('raised', 'worsened', 'escalated', 'reminded', 'resolved')),
    channel    text not null check (channel in ('email', 'webhook')),
    alert      jsonb not null,                 -- as it was at this step
    state      text not null check (state in ('waiting', 'sent', 'given_up', 'skipped')),
    attempts   integer not null default 0,
    not_before timestamptz not null,
    created_at timestamptz not null,
    done_at    timestamptz,
    last_error text,
    unique (alert_id, step, channel)
);
create index alert_notices_waiting on alert_notices (not_before) where state = 'waiting';

-- One row. Secrets inside are sealed by the master key.
create table alert_settings (
    one      boolean primary key default true check (one),
    settings jsonb not null
);
