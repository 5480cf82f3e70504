-- Borrowers, the numbers they are reached on, and what they owe.
-- Search needs pg_trgm, a trusted extension: the owner of the database may create it.
create extension if not exists pg_trgm;

create table customers (
    id            bigint generated always as identity primary key,
    external_id   text collate "C" unique,
    name          text not null check (name <> ''),
    -- The name as search sees it (crm/fold.hpp): lower case, no accents, single spaces.
    name_key      text collate "C" not null check (name_key <> ''),
    email         text,
    language      text not null default 'en',
    time_zone     text not null default 'Asia/Kolkata',
    -- Kept by the trigger on loans: the sum of the loans in the worst loan's currency, and its days.
    loan_count    integer not null default 0,
    amount_due    bigint  not null default 0,
    currency      text    not null default 'INR',
    days_past_due integer not null default 0,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);
create index customers_most_overdue on customers ((-days_past_due), (-amount_due), id);

-- A name turned so that each of its words comes first once: "asha rani devi" is found, in the order of
-- the alphabet, under "asha rani devi", "rani devi asha" and "devi asha rani". Kept by the triggers.
create table customer_name_turns (
    customer_id bigint not null,
    turn    smallint not null,
    turned      text collate "C" not null,
    -- The name with a space before it, so that '% kum%' finds the beginning of a word, also of the first.
    spaced      text collate "C" generated always as (case when turn = 0 then ' ' || turned end) stored,
    primary key (customer_id, turn)
);
create index customer_names on customer_name_turns (turned, customer_id) where turn = 0;
create index customer_name_words on customer_name_turns (turned, customer_id) where turn > 0;
create index customer_name_parts on customer_name_turns using gin (spaced gin_trgm_ops) where turn = 0;

create function turns_of(name_key text) returns table (turn smallint, turned text)
    language sql immutable as $$
    select i::smallint, array_to_string(words[i + 1:] || words[:i], ' ')
      from (select string_to_array(name_key, ' ') as words) w, generate_series(0, cardinality(words) - 1) i
$$;
create function turn_new_names() returns trigger language plpgsql as $$
begin
    insert into customer_name_turns (customer_id, turn, turned)
    select a.id, t.turn, t.turned from after a cross join lateral turns_of(a.name_key) t order by 3;
    return null;
end $$;
create trigger turn_new_names after insert on customers
    referencing new table as after for each statement execute function turn_new_names();
create function turn_changed_name() returns trigger language plpgsql as $$
begin
    delete from customer_name_turns where customer_id = old.id;
    insert into customer_name_turns (customer_id, turn, turned)
    select new.id, t.turn, t.turned from turns_of(new.name_key) t;
    return null;
end $$;
create trigger turn_changed_name after update of name_key on customers
    for each row when (old.name_key <> new.name_key) execute function turn_changed_name();
create function forget_names() returns trigger language plpgsql as $$
begin
    delete from customer_name_turns where customer_id = old.id;
    return null;
end $$;
create trigger forget_name after delete on customers for each row execute function forget_names();

create table customer_phones (
    customer_id bigint not null references customers on delete cascade,
    e164        text collate "C" not null check (e164 ~ '^\+[1-9][0-9]{4,14}$'),
    kind        text not null check (kind in ('primary', 'alternate', 'guarantor')),
    typed       text,
    name        text,
    primary key (customer_id, e164)
);
create unique index customer_phones_one_primary on customer_phones (customer_id) where kind = 'primary';
create index customer_phones_beginning on customer_phones (e164, customer_id);
create index customer_phones_ending on customer_phones (reverse(e164) collate "C", customer_id);
create index customer_phones_parts on customer_phones using gin (e164 gin_trgm_ops);

create table loans (
    id            bigint generated always as identity primary key,
    customer_id   bigint not null references customers on delete cascade,
    loan_number   text collate "C" not null unique check (loan_number <> ''),
    -- Letters and digits only, so that "pl 104-22" finds "PL/104/22".
    loan_key      text collate "C" not null
                  generated always as (upper(regexp_replace(loan_number, '[^A-Za-z0-9]', '', 'g'))) stored,
    product       text not null default '',
    branch        text not null default '',
    principal     bigint check (principal >= 0),
    amount_due    bigint not null check (amount_due >= 0),
    currency      text not null default 'INR' check (currency ~ '^[A-Z]{3}$'),
    days_past_due integer not null default 0 check (days_past_due >= 0),
    due_date      date,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);
create index loans_of_customer on loans (customer_id);
create index loans_beginning on loans (loan_key, id);
create index loans_parts on loans using gin (loan_key gin_trgm_ops);

-- Asked borrower by borrower through the index, so that no estimate of sizes can lead it astray.
create function total_loans(customer_ids bigint[]) returns void language sql as $$
    update customers c
       set loan_count = t.loan_count, amount_due = t.amount_due, currency = t.currency,
           days_past_due = t.days_past_due
      from unnest(customer_ids) k (id)
      left join lateral (select l.currency, l.days_past_due from loans l where l.customer_id = k.id
                          order by l.days_past_due desc, l.amount_due desc, l.id limit 1) worst on true
     cross join lateral (select count(*)::int as loan_count,
                                coalesce(sum(l.amount_due) filter (where l.currency = worst.currency), 0)::bigint
                                    as amount_due,
                                coalesce(worst.currency, 'INR') as currency,
                                coalesce(worst.days_past_due, 0) as days_past_due
                           from loans l where l.customer_id = k.id) t
     where c.id = k.id
       and (c.loan_count, c.amount_due, c.currency, c.days_past_due)
           is distinct from (t.loan_count, t.amount_due, t.currency, t.days_past_due)
$$;
create function total_changed_loans() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform total_loans(array(select distinct customer_id from after));
    elsif tg_op = 'DELETE' then
        perform total_loans(array(select distinct customer_id from before));
    else
        perform total_loans(array(select customer_id from before union select customer_id from after));
    end if;
    return null;
end $$;
create trigger total_new_loans after insert on loans
    referencing new table as after for each statement execute function total_changed_loans();
create trigger total_changed_loans after update on loans
    referencing old table as before new table as after for each statement execute function total_changed_loans();
create trigger total_gone_loans after delete on loans
    referencing old table as before for each statement execute function total_changed_loans();
