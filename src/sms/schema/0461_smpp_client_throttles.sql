-- How often a client of our SMPP server was told to slow down, by the hour.
create table smpp_client_throttles (
    client_id bigint not null references smpp_clients (id) on delete cascade,
    hour      timestamptz not null,
    count     bigint not null,
    primary key (client_id, hour)
);
