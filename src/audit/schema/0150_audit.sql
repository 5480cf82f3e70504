-- What people and systems did, each entry chained to the one before by its hash.

create table audit_log (
    id      bigint primary key,          -- without gaps: taken from audit_head under its lock
    at      timestamptz(3) not null,
    actor   text not null,
    action  text not null,
    subject text not null,
    details json not null,               -- json, not jsonb: kept byte for byte as it was hashed
    hash    text not null
);
create index audit_log_by_subject on audit_log (subject, id);

-- The end of the chain. Locking this one row makes concurrent appends take turns.
create table audit_head (
    one  boolean primary key default true check (one),
    id   bigint not null,
    hash text not null
);
insert into audit_head (id, hash) values (0, '');

-- Against accidents; the chain itself is what shows malice.
create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only';
end $$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
    for each statement execute function audit_log_is_append_only();
