-- Ports taken out of service on their box by us. Some boxes do not tell it, so we remember.
create table port_blocks (
    gateway_id bigint not null references gateway_boxes (id) on delete cascade,
    port       integer not null check (port >= 0),
    at         timestamptz not null default now(),
    primary key (gateway_id, port)
);
