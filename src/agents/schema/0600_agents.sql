-- What a telecaller meant to be doing, so that a restarted server does not send them home.
-- The state itself is never stored: it is derived from intent, phone and call.
create table agent_intents (
    user_id        bigint primary key references users (id) on delete cascade,
    intent         text not null check (intent in ('offline', 'ready', 'paused')),
    reason         text,
    owes_outcome   uuid,          -- the call whose outcome is still to be written
    updated_at     timestamptz not null default now()
);
