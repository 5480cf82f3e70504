-- Who may come in. Secrets are never here: passwords as argon2id, session and API tokens as SHA-256.

create table users (
    id              bigint generated always as identity primary key,
    username        text not null unique check (username ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
    display_name    text not null check (length(display_name) between 1 and 100),
    role            text not null check (role in ('telecaller', 'supervisor', 'admin', 'auditor')),
    active          boolean not null default true,
    password_hash   text not null,
    created_at      timestamptz not null default now(),
    last_sign_in_at timestamptz
);

create table sessions (
    id           uuid primary key,
    token_hash   text not null unique,
    user_id      bigint not null references users (id) on delete cascade,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,  -- written once a minute at most
    expires_at   timestamptz not null,  -- absolute; the idle time-out counts from last_seen_at
    remote_ip    text not null,
    user_agent   text not null
);
create index sessions_by_user on sessions (user_id);

create table api_tokens (
    id           bigint generated always as identity primary key,
    name         text not null check (length(name) between 1 and 64),
    token_hash   text not null unique,
    role         text not null check (role in ('telecaller', 'supervisor', 'admin', 'auditor')),
    created_by   bigint references users (id) on delete set null,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz  -- the row stays: the audit log speaks of it by name
);
create unique index api_tokens_by_name on api_tokens (name) where revoked_at is null;
