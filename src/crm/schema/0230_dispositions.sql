-- How a call ended, on two levels: whom it reached, then what came of it. The behaviour is data:
--   final                   nothing more to try for this lead
--   retry_after_minutes     else when to try again, and max_tries times at most
--   needs_*                 what the telecaller must give with it; confirmation is asked on the screen
--   adds_to_dnc             the number called is never called again
--   counts_as_conversation  the borrower was spoken to, for laws that count conversations
create table contact_results (
    code  text primary key,
    label text not null,
    place smallint not null
);
insert into contact_results (code, label, place) values
    ('right_party',  'Borrower reached',     1),
    ('third_party',  'Somebody else reached', 2),
    ('wrong_number', 'Wrong number',         3),
    ('no_contact',   'Nobody reached',       4);

create table dispositions (
    code                   text primary key check (code ~ '^[a-z][a-z0-9_]{1,63}$'),
    label                  text not null,
    contact_result         text not null references contact_results (code),
    place                  smallint not null,
    hotkey                 text check (hotkey ~ '^[0-9]$'),
    final                  boolean not null default false,
    retry_after_minutes    integer check (retry_after_minutes > 0),
    max_tries              integer check (max_tries > 0),
    needs_promise          boolean not null default false,
    needs_callback         boolean not null default false,
    needs_note             boolean not null default false,
    needs_confirmation     boolean not null default false,
    adds_to_dnc            boolean not null default false,
    counts_as_conversation boolean not null default false,
    active                 boolean not null default true,
    unique (contact_result, hotkey)
);

insert into dispositions (contact_result, place, hotkey, code, label, final, retry_after_minutes, max_tries,
                          needs_promise, needs_callback, needs_note, needs_confirmation, adds_to_dnc,
                          counts_as_conversation) values
    --                                                                      final  retry  tries  promise callb  note   sure   dnc    talk
    ('right_party', 1, '1', 'promise_to_pay',  'Promises to pay',            true,  null,  null,  true,  false, false, false, false, true),
    ('right_party', 2, '2', 'part_payment',    'Promises part of it',        true,  null,  null,  true,  false, false, false, false, true),
    ('right_party', 3, '3', 'callback',        'Asks to be called back',     false, null,  null,  false, true,  false, false, false, true),
    ('right_party', 4, '4', 'already_paid',    'Says it is paid',            false, 2880,  3,     false, false, true,  false, false, true),
    ('right_party', 5, '5', 'refuses',         'Refuses to pay',             false, 4320,  5,     false, false, true,  false, false, true),
    ('right_party', 6, '6', 'dispute',         'Disputes the debt',          true,  null,  null,  false, false, true,  false, false, true),
    ('right_party', 7, '7', 'hardship',        'In hardship',                false, 10080, 3,     false, false, true,  false, false, true),
    ('right_party', 8, '8', 'other_language',  'Needs another language',     false, 60,    5,     false, false, true,  false, false, true),
    ('right_party', 9, '9', 'hung_up',         'Hung up while talking',      false, 1440,  5,     false, false, false, false, false, true),
    ('right_party', 10, '0', 'do_not_call',    'Asks never to be called',    true,  null,  null,  false, false, false, true,  true,  true),

    ('third_party', 1, '1', 'message_left',    'Message left',               false, 240,   6,     false, false, false, false, false, false),
    ('third_party', 2, '2', 'callback_third',  'Told when to call',          false, null,  null,  false, true,  false, false, false, false),
    ('third_party', 3, '3', 'not_available',   'Borrower not there',         false, 240,   6,     false, false, false, false, false, false),
    ('third_party', 4, '4', 'deceased',        'Borrower has died',          true,  null,  null,  false, false, true,  true,  true,  false),
    ('third_party', 5, '5', 'third_do_not_call', 'Asks not to be called',    true,  null,  null,  false, false, false, true,  true,  false),

    ('wrong_number', 1, '1', 'wrong_number',   'Does not know the borrower', true,  null,  null,  false, false, false, true,  true,  false),
    ('wrong_number', 2, '2', 'number_changed', 'New number given',           true,  null,  null,  false, false, true,  true,  true,  false),

    ('no_contact', 1, '1', 'no_answer',        'No answer',                  false, 120,   6,     false, false, false, false, false, false),
    ('no_contact', 2, '2', 'busy',             'Busy',                       false, 30,    8,     false, false, false, false, false, false),
    ('no_contact', 3, '3', 'switched_off',     'Switched off',               false, 240,   6,     false, false, false, false, false, false),
    ('no_contact', 4, '4', 'voicemail',        'Voicemail',                  false, 240,   6,     false, false, false, false, false, false),
    ('no_contact', 5, '5', 'cut_off',          'Cut off before talking',     false, 15,    5,     false, false, false, false, false, false),
    ('no_contact', 6, '6', 'unreachable',      'Network cannot reach it',    false, 60,    6,     false, false, false, false, false, false),
    ('no_contact', 7, '7', 'not_in_service',   'Number does not exist',      true,  null,  null,  false, false, false, true,  false, false);
