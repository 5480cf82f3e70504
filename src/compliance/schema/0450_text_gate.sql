-- The gate for texts: who wants none, where a registered template is asked for, and how many a day.

-- Touches texts only; who is on do_not_call gets neither calls nor texts.
create table text_opt_outs (
    id           bigint generated always as identity unique,
    phone_number text collate "C" primary key check (phone_number ~ '^\+[1-9][0-9]{4,14}$'),
    reason       text not null check (reason <> ''),
    source       text not null check (source in ('manual', 'stop_word', 'keyword')),
    word         text,                       -- what they wrote
    created_at   timestamptz not null default now(),
    created_by   text
);

alter table gate_rules drop constraint gate_rules_kind_check;
alter table gate_rules add constraint gate_rules_kind_check check (kind in
    ('calling_hours', 'do_not_call', 'attempt_cap', 'valid_number', 'text_opt_out', 'registered_template'));

insert into gate_rules (id, kind, title, jurisdiction, channels, purposes, parameters, source, effective_from)
values
('any.text_opt_out', 'text_opt_out', 'Nobody who asked for no texts', '*',
 '{text}', '{recovery,service,promotion}', '{}',
 'House rule: STOP is respected at once, in every language', '2022-08-12'),

('any.texts_per_day', 'attempt_cap', 'Texts to one number on one day', '*',
 '{text}', '{recovery,service,promotion}', '{"per_number_per_day": 5}',
 'House rule: RBI circular of 12 August 2022 forbids persistent contact and names no figure', '2022-08-12'),

('in.text.registered_template', 'registered_template', 'Texts only by a registered template', 'IN',
 '{text}', '{recovery,service,promotion}', '{}',
 'TRAI: Telecom Commercial Communications Customer Preference Regulations 2018 (DLT)', '2020-09-01');
