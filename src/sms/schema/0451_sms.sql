-- Text messages: the outbox and inbox in one table, and what sends, writes and hears of them.

-- An account at an SMS centre (SMPP) or an HTTP sender.
create table smsc_accounts (
    id              bigint generated always as identity primary key,
    name            text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    kind            text not null check (kind in ('smpp', 'http')),
    enabled         boolean not null default true,
    sender          text,
    settings        jsonb not null default '{}',   -- by kind, without secrets
    password_sealed text,                          -- by the master key; never read out by the API
    price_minor     bigint check (price_minor >= 0),
    currency        text not null default 'INR' check (currency ~ '^[A-Z]{3}$'),
    updated_at      timestamptz not null default now()
);

-- The first that fits and can send takes the message.
create table message_routes (
    place      integer primary key,
    name       text not null check (name <> ''),
    prefix     text not null default '',
    purpose    text check (purpose in ('recovery', 'service', 'promotion')),
    priority   text check (priority in ('urgent', 'normal', 'bulk')),
    via        text not null check (via in ('account', 'gateway')),
    account_id bigint references smsc_accounts (id),
    trunk_id   bigint,                              -- null: any gateway
    enabled    boolean not null default true,
    check ((via = 'account') = (account_id is not null))
);

-- Other systems of the lender that send through our SMPP server.
create table smpp_clients (
    id            bigint generated always as identity primary key,
    name          text not null check (name <> ''),
    system_id     text not null unique check (system_id ~ '^[A-Za-z0-9._-]{1,15}$'),
    password_hash text not null,                    -- salted SHA-256 over a password of 8 at most
    enabled       boolean not null default true,
    max_binds     integer not null default 2 check (max_binds between 1 and 50),
    send_window   integer not null default 50 check (send_window between 1 and 1000),
    rate_per_s    integer not null default 100 check (rate_per_s between 1 and 100000),
    allowed_from  text[] not null default '{}',
    purpose       text not null default 'service' check (purpose in ('recovery', 'service', 'promotion')),
    priority      text not null default 'normal' check (priority in ('urgent', 'normal', 'bulk')),
    sender        text,
    updated_at    timestamptz not null default now()
);

create table message_templates (
    id            bigint generated always as identity primary key,
    code          text not null unique check (code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    title         text not null check (title <> ''),
    purpose       text not null check (purpose in ('recovery', 'service', 'promotion')),
    sender        text,
    dlt_entity_id text check (dlt_entity_id ~ '^[0-9]{1,30}$'),
    active        boolean not null default true,
    version       integer not null default 1,
    updated_at    timestamptz not null default now(),
    updated_by    text not null
);
create table message_template_versions (
    template_id bigint not null references message_templates (id) on delete cascade,
    version     integer not null,
    languages   jsonb not null,                     -- [{language, text, dlt_template_id}]
    created_at  timestamptz not null default now(),
    created_by  text not null,
    primary key (template_id, version)
);

create table message_rules (
    id          bigint generated always as identity primary key,
    name        text not null check (name <> ''),
    enabled     boolean not null default true,
    trigger     text not null
                check (trigger in ('due_date', 'promise_made', 'promise_due', 'promise_broken', 'missed_call')),
    offset_days integer not null default 0,
    offset_min  integer not null default 0,
    at_local    text not null default '10:00',
    template_id bigint not null references message_templates (id),
    purpose     text not null default 'recovery' check (purpose in ('recovery', 'service', 'promotion')),
    filter      jsonb not null default '{}',
    active_from timestamptz not null default now(), -- what happened before is left alone
    last_run_at timestamptz,
    updated_at  timestamptz not null default now(),
    updated_by  text not null
);
-- Each loan, promise or call gets a rule once, whatever becomes of the message.
create table message_rule_hits (
    rule_id    bigint not null references message_rules (id) on delete cascade,
    subject    text not null,                       -- `loan:7:2026-11-29`, `promise:3`, `call:UUID`
    message_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (rule_id, subject)
);

create table message_batches (
    id          bigint generated always as identity primary key,
    name        text not null,
    template_id bigint not null references message_templates (id),
    state       text not null default 'running' check (state in ('running', 'done', 'cancelled')),
    wish        jsonb not null,
    plan        jsonb not null,
    created_at  timestamptz not null default now(),
    created_by  text not null
);

-- One row a message, out or in. The first block is the plan's. Out: `queued` is the outbox; a row is
-- marked `submitted` before anything leaves, so that a killed server never sends it twice.
create table sms_logs (
    id                uuid primary key,              -- version 7: ordered by time
    customer_id       bigint references customers (id),
    phone_number      varchar(24) not null,          -- E.164; of a stranger what the network shows
    message           text not null,
    direction         varchar(10) not null check (direction in ('sent', 'received')),
    status            varchar(20) not null check (status in ('queued', 'refused', 'submitted', 'accepted',
                          'delivered', 'failed', 'expired', 'unknown', 'cancelled', 'received')),
    sim_slot          integer,
    created_at        timestamptz not null,

    updated_at        timestamptz not null default now(),
    user_id           bigint references users (id),
    asked_by          text not null default 'system',
    owner_id          bigint references users (id),  -- whose conversation it is
    source            text not null,
    purpose           text not null default 'recovery',
    priority          smallint not null default 1,   -- 0 urgent, 1 normal, 2 bulk
    language          text,
    template_id       bigint,
    template_version  integer,
    dlt_entity_id     text,
    dlt_template_id   text,
    registered        boolean not null default false, -- the text fits a registered template
    sender            text,
    encoding          text not null default 'gsm7',
    characters        integer not null default 0,
    parts             smallint not null default 1,
    due_at            timestamptz not null,           -- not before
    valid_until       timestamptz,
    wait_until_lawful boolean not null default false,
    wanted_account    bigint,
    wanted_sim        text,                           -- `auto`, or a port; null: the routes decide
    route_kind        text check (route_kind in ('smpp', 'http', 'gateway')),
    account_id        bigint,
    trunk_id          bigint,
    box_id            bigint,
    route_name        text,
    sim_iccid         text,
    route_explanation text,
    gate_decision_id  uuid,
    attempts          smallint not null default 0,
    error_code        text,
    error_text        text,
    submitted_at      timestamptz,
    accepted_at       timestamptz,
    done_at           timestamptz,
    cost_minor        bigint,
    currency          text,
    batch_id          bigint references message_batches (id),
    rule_id           bigint,
    client_id         bigint,                         -- of an SMPP client
    raw               jsonb,                          -- of an SMPP client: what a part of it must keep
    client_told       boolean not null default true,  -- false: an SMPP client waits for a receipt
    read_at           timestamptz,
    conversation      text not null                   -- `c` and the borrower's id, else phone_number
);
create index sms_outbox on sms_logs (priority, due_at, id) where status = 'queued';
create index sms_under_way on sms_logs (submitted_at) where status in ('submitted', 'unknown');
create index sms_of_customer on sms_logs (customer_id, created_at desc, id desc) where customer_id is not null;
create index sms_of_conversation on sms_logs (conversation, id desc);
create index sms_of_number on sms_logs (phone_number, id desc);
create index sms_of_batch on sms_logs (batch_id, id desc) where batch_id is not null;

create index sms_untold on sms_logs (client_id, updated_at) where not client_told
    and status in ('refused', 'delivered', 'failed', 'expired', 'cancelled');

-- What left as one PDU or one request. Written when the peer has answered, or, for a gateway, before.
create table sms_parts (
    message_id   uuid not null references sms_logs (id) on delete cascade,
    number       smallint not null,
    reference    bigint generated always as identity,  -- ours, for peers that ask for a number
    account_id   bigint,
    box_id       bigint,
    peer_id      text,                                 -- as receipts name it, by the account's rule
    peer_written text,                                 -- as the peer wrote it, to ask by
    asked_at     timestamptz,                          -- when the peer was asked what became of it
    status       text not null,
    error        text,
    submitted_at timestamptz not null default now(),
    done_at      timestamptz,
    primary key (message_id, number)
);
create index sms_parts_of_peer on sms_parts (account_id, peer_id) where peer_id is not null;
create unique index sms_parts_reference on sms_parts (reference);

-- Receipts that came before the answer they speak of, or speak of nothing we know.
create table sms_receipts (
    id         bigint generated always as identity primary key,
    account_id bigint not null,
    peer_id    text not null,
    status     text not null,
    error      text,
    at         timestamptz not null,
    came_at    timestamptz not null default now()
);
create index sms_receipts_of_peer on sms_receipts (account_id, peer_id);

-- The same Idempotency-Key from the same sender answers with the message it made.
create table message_requests (
    asked_by        text not null,
    idempotency_key text not null,
    message_id      uuid not null,
    created_at      timestamptz not null default now(),
    primary key (asked_by, idempotency_key)
);

-- Threads with something received or written by hand.
create table conversations (
    key             text primary key,
    customer_id     bigint references customers (id),
    phone_number    text not null,
    owner_id        bigint references users (id),
    unread          integer not null default 0,
    last_message_id uuid not null,
    last_at         timestamptz not null
);
create index conversations_by_last on conversations (last_message_id desc);
create index conversations_of_owner on conversations (owner_id, last_message_id desc);

create table keyword_rules (
    id          bigint generated always as identity primary key,
    keyword     text not null check (keyword <> ''),
    match       text not null default 'whole' check (match in ('whole', 'begins', 'contains')),
    action      text not null check (action in ('reply', 'opt_out', 'opt_in', 'assign')),
    template_id bigint references message_templates (id),
    user_id     bigint references users (id),
    enabled     boolean not null default true,
    place       integer not null default 0,
    hits        bigint not null default 0
);

create table message_webhooks (
    id            bigint generated always as identity primary key,
    url           text not null,
    enabled       boolean not null default true,
    events        text[] not null,
    secret_sealed text
);
create table webhook_deliveries (
    id          uuid primary key default gen_random_uuid(),
    nr          bigint generated always as identity unique,
    webhook_id  bigint not null references message_webhooks (id) on delete cascade,
    event       text not null,
    message_id  uuid,
    body        jsonb not null default '{}',         -- the status then; the message is read when it is sent
    state       text not null default 'waiting' check (state in ('waiting', 'delivered', 'given_up')),
    tries       integer not null default 0,
    next_try_at timestamptz not null default now(),
    status      integer,
    detail      text,
    created_at  timestamptz not null default now()
);
create index webhook_deliveries_due on webhook_deliveries (next_try_at) where state = 'waiting';
create index webhook_deliveries_of on webhook_deliveries (webhook_id, nr desc);

-- Inbound parts until their message is whole, and ids that were heard, so that none is heard twice.
create table sms_inbound_parts (
    source     text not null,                        -- `account:3`, `box:1`
    sender     text not null,
    reference  integer not null,
    total      smallint not null,
    number     smallint not null,
    body       text not null,
    came_at    timestamptz not null default now(),
    primary key (source, sender, reference, total, number)
);
create table sms_inbound_seen (
    source  text not null,
    peer_id text not null,
    came_at timestamptz not null default now(),
    primary key (source, peer_id)
);
-- Parts of longer texts that an SMPP client sends one by one: each has its id and its receipt.
create table sms_client_parts (
    message_id  uuid primary key,
    client_id   bigint not null references smpp_clients (id) on delete cascade,
    sender      text not null,
    recipient   text not null,
    reference   integer not null,
    total       smallint not null,
    number      smallint not null,
    body        text not null,
    whole       uuid,                                -- the message they make
    came_at     timestamptz not null default now(),
    unique (client_id, sender, recipient, reference, total, number, whole)
);
create index sms_client_parts_whole on sms_client_parts (whole) where whole is not null;
create table sms_box_marks (
    box_id    bigint primary key,
    last_read text not null default ''
);

-- Webhooks hear of every change in the transaction that makes it.
create function tell_webhooks() returns trigger language plpgsql as $$
begin
    if not exists (select from message_webhooks where enabled) then return null; end if;
    if tg_op = 'INSERT' then
        insert into webhook_deliveries (webhook_id, event, message_id, body)
        select w.id, case when m.direction = 'received' then 'received' else 'status' end, m.id,
               jsonb_build_object('status', m.status)
          from after m cross join message_webhooks w
         where w.enabled and case when m.direction = 'received' then 'received' else 'status' end = any (w.events);
    else
        insert into webhook_deliveries (webhook_id, event, message_id, body)
        select w.id, 'status', m.id, jsonb_build_object('status', m.status)
          from after m join before o on o.id = m.id and o.status <> m.status
          cross join message_webhooks w
         where w.enabled and m.direction = 'sent' and 'status' = any (w.events);
    end if;
    return null;
end $$;
create trigger tell_webhooks_new after insert on sms_logs
    referencing new table as after for each statement execute function tell_webhooks();
create trigger tell_webhooks_changed after update on sms_logs
    referencing old table as before new table as after for each statement execute function tell_webhooks();
