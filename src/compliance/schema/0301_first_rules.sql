-- What a lender in India starts with. An administrator can change dates, numbers and the switch; each
-- change is audited. Counsel confirms them before use.
insert into gate_rules (id, kind, title, jurisdiction, channels, purposes, parameters, source, effective_from)
values
('any.valid_number', 'valid_number', 'Only numbers somebody can hold', '*',
 '{call,text}', '{recovery,service,promotion}', '{}',
 'House rule: numbers are checked against the numbering plans (ITU-T E.164)', '2022-08-12'),

('any.do_not_call', 'do_not_call', 'Nobody on the do-not-call list', '*',
 '{call,text}', '{recovery,service,promotion}', '{}',
 'House rule: a refusal to be called is respected', '2022-08-12'),

('any.attempts_per_day', 'attempt_cap', 'Calls to one number on one day', '*',
 '{call}', '{recovery,service,promotion}', '{"per_number_per_day": 3}',
 'House rule: RBI circular of 12 August 2022 forbids persistent calling and names no figure', '2022-08-12'),

('in.hours.recovery', 'calling_hours', 'Recovery only from 08:00 to 19:00', 'IN',
 '{call,text}', '{recovery}', '{"from": "08:00", "to": "19:00"}',
 'RBI circular RBI/2022-23/108 of 12 August 2022, for calls; taken over for texts', '2022-08-12'),

('in.hours.service', 'calling_hours', 'Service calls and texts from 08:00 to 19:00', 'IN',
 '{call,text}', '{service}', '{"from": "08:00", "to": "19:00"}',
 'House rule: the hours of recovery, as a lender''s service call may be taken for one', '2022-08-12');
