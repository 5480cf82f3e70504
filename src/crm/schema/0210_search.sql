-- Search by part of a name, number or loan. What matches often is found quickest by walking in order
-- until the page is full, what matches seldom by the trigrams; only a plan made for the very pattern
-- knows which, hence functions that are planned afresh each time (crm/search.cpp asks them).

-- Borrowers whose name is like `main`, `other` and `every`, in the order of names, but none that is
-- like `phrase` (looked for across the turn) or like all of `but_not`. Null demands or excludes nothing.
create function names_like(main text, other text, every text[], phrase text, but_not text[],
                           after_key text, after_id bigint, at_most int)
    returns table (customer_id bigint, sort_key text)
    language plpgsql stable set plan_cache_mode = force_custom_plan as $$
begin
    return query
    select t.customer_id, t.turned from customer_name_turns t
     where t.turn = 0 and t.spaced like main
       and (other is null or t.spaced like other)
       and (every is null or t.spaced like all (every))
       and (phrase is null or (t.spaced || t.spaced) not like phrase)
       and (but_not is null or not t.spaced like all (but_not))
       and (t.turned, t.customer_id) > (after_key, after_id)
     order by t.turned, t.customer_id limit at_most;
end $$;

-- Borrowers with a number like `part`, but none with a number like one of `but_not` and none with a
-- loan like `but_not_loan`.
create function phones_like(part text, but_not text[], but_not_loan text, after_id bigint, at_most int)
    returns table (customer_id bigint)
    language plpgsql stable set plan_cache_mode = force_custom_plan as $$
begin
    return query
    select p.customer_id from customer_phones p
     where p.e164 like part and p.customer_id > after_id
       and not exists (select from customer_phones o where o.customer_id = p.customer_id
                          and (o.e164 like any (but_not) or (o.e164 < p.e164 and o.e164 like part)))
       and not exists (select from loans o where o.customer_id = p.customer_id
                          and o.loan_key like but_not_loan)
     order by p.customer_id limit at_most;
end $$;

-- Borrowers with a loan like `part` (the lowest such loan of each), but none with one like `but_not`
-- and none with a number like one of `but_not_phones`.
create function loans_like(part text, but_not text, but_not_phones text[], after_id bigint, at_most int)
    returns table (customer_id bigint, loan_id bigint)
    language plpgsql stable set plan_cache_mode = force_custom_plan as $$
begin
    return query
    select l.customer_id, l.id from loans l
     where l.loan_key like part and l.customer_id > after_id
       and not exists (select from loans o where o.customer_id = l.customer_id
                          and (o.loan_key like but_not or (o.id < l.id and o.loan_key like part)))
       and not exists (select from customer_phones o where o.customer_id = l.customer_id
                          and o.e164 like any (but_not_phones))
     order by l.customer_id limit at_most;
end $$;
