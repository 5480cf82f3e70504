-- What was said and agreed with a borrower. Call logs belong to the calls room.
create table notes (
    id          bigint generated always as identity primary key,
    customer_id bigint not null references customers on delete cascade,
    user_id     bigint references users (id),
    author      text not null,              -- who wrote it, as shown; tokens have no user
    text        text not null check (text <> ''),
    created_at  timestamptz not null default now()
);
create index notes_of_customer on notes (customer_id, created_at desc, id desc);

create table promises (
    id            bigint generated always as identity primary key,
    customer_id   bigint not null references customers on delete cascade,
    loan_id       bigint references loans on delete cascade,   -- null: over all loans
    call_id       uuid,                                        -- the call whose outcome it is
    user_id       bigint references users (id),
    amount        bigint not null check (amount > 0),          -- minor units
    currency      text not null,
    due_date      date not null,                               -- in the borrower's zone
    state         text not null default 'open' check (state in ('open', 'kept', 'broken', 'cancelled')),
    superseded_by bigint references promises on delete set null,
    created_at    timestamptz not null default now(),
    closed_at     timestamptz
);
-- The newer promise on a loan takes the place of the open one.
create unique index promises_one_open on promises (customer_id, coalesce(loan_id, 0)) where state = 'open';
create index promises_of_customer on promises (customer_id, created_at desc, id desc);
create index promises_of_loan on promises (loan_id);
create index promises_of_call on promises (call_id);
create index promises_superseded on promises (superseded_by);
create index promises_due on promises (due_date, id) where state = 'open';

create table callbacks (
    id           bigint generated always as identity primary key,
    customer_id  bigint not null references customers on delete cascade,
    loan_id      bigint references loans on delete set null,
    call_id      uuid,                          -- the call in which it was agreed
    user_id      bigint references users (id),  -- who agreed it
    owner_id     bigint references users (id),  -- whose it is; null belongs to the team
    phone_number text not null,                 -- E.164, the number to call
    due_at       timestamptz not null,
    note         text,
    state        text not null default 'open' check (state in ('open', 'done', 'cancelled')),
    closed_by_call uuid,                        -- the call that did or replaced it
    created_at   timestamptz not null default now(),
    closed_at    timestamptz
);
create index callbacks_open on callbacks (due_at, id) where state = 'open';
create index callbacks_of_owner on callbacks (owner_id, due_at, id) where state = 'open';
create index callbacks_of_customer on callbacks (customer_id, created_at desc, id desc);
create index callbacks_of_loan on callbacks (loan_id);
create index callbacks_of_call on callbacks (call_id);
create index callbacks_closed_by on callbacks (closed_by_call);
