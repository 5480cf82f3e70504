-- One row per call, written once when the call has settled. The first block is the plan's; the rest
-- is what an operator asks for later.
create table call_logs (
    id                  uuid primary key,                 -- version 7: ordered by time
    customer_id         bigint references customers (id),
    telecaller_id       bigint references users (id),
    phone_number        varchar(16) not null,             -- E.164, or what an unknown caller sent
    call_direction      varchar(10) not null check (call_direction in ('inbound', 'outbound')),
    call_status         varchar(20) not null,
    call_duration       integer not null default 0,       -- seconds, answer to end
    call_recording_path varchar(255),
    call_notes          text,
    created_at          timestamptz not null,
    updated_at          timestamptz not null default now(),

    loan_id             bigint,
    disposition         text,
    dialed_at           timestamptz,
    ringing_at          timestamptz,
    answered_at         timestamptz,
    ended_at            timestamptz not null,
    ring_ms             bigint not null default 0,
    talk_ms             bigint not null default 0,
    hold_ms             bigint not null default 0,
    wrap_ms             bigint not null default 0,
    ended_by            text,
    end_reason          text,
    cause_q850          integer,
    cause_text          text,
    trunk_id            bigint,
    trunk               text,
    gateway             text,
    sim_iccid           text,
    sim_port            integer,
    route_explanation   text,
    gate_decision_id    uuid,
    cost_minor          bigint,
    currency            text,
    telecaller_quality  jsonb,                            -- {jitter_ms, loss_pct, round_trip_ms, mos}
    borrower_quality    jsonb,
    recording_id        text,
    recording_state     text,
    recording_sha256    text,
    recording_ms        bigint,
    call                jsonb not null                    -- the whole record: legs, causes, gaps
);
create index call_logs_by_customer on call_logs (customer_id, created_at desc);
create index call_logs_by_telecaller on call_logs (telecaller_id, created_at desc);
create index call_logs_by_number on call_logs (phone_number, created_at desc);
create index call_logs_by_time on call_logs (created_at desc, id desc);

-- The same Idempotency-Key from the same user answers with the call it started.
create table call_requests (
    user_id         bigint not null references users (id) on delete cascade,
    idempotency_key text not null,
    call_id         uuid not null,
    created_at      timestamptz not null default now(),
    primary key (user_id, idempotency_key)
);
