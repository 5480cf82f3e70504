-- The makers' boxes behind GSM trunks: how each is reached for its state and its settings.

create table gateway_boxes (
    id                     bigint generated always as identity primary key,
    trunk_id               bigint not null unique references trunks (id) on delete cascade,
    driver                 text not null check (driver <> ''),
    url                    text not null check (url <> ''),
    username               text,
    password_sealed        text,                 -- by the master key; never read out by the API
    zone                   text not null default 'UTC',
    poll_interval_ms       integer not null default 30000
                           check (poll_interval_ms between 1000 and 3600000),
    patience_ms            integer not null default 5000 check (patience_ms between 500 and 60000),
    accept_any_certificate boolean not null default false,
    push_from              text[] not null default '{}',  -- addresses beside that of the URL
    push_secret_hash       text,                 -- SHA-256 in hex; null: the box may not push
    updated_at             timestamptz not null default now()
);
