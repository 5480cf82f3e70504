-- What answered time costs on a trunk, or on one SIM where that has a plan of its own.

create table tariffs (
    id            bigint generated always as identity primary key,
    trunk_id      bigint unique references trunks (id) on delete cascade,
    iccid         text collate "C" unique references sims (iccid) on delete cascade,
    currency      text not null check (currency ~ '^[A-Z]{3}$'),
    connect_minor bigint not null default 0 check (connect_minor >= 0),
    price_minor   bigint not null check (price_minor >= 0),
    first_pulse_s integer not null check (first_pulse_s between 1 and 3600),
    next_pulse_s  integer not null check (next_pulse_s between 1 and 3600),
    updated_at    timestamptz not null default now(),
    check (num_nonnulls(trunk_id, iccid) = 1)
);
