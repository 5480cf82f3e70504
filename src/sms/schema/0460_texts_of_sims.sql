-- Texts over SIMs of gateways.

-- Which attempt of its message handed this part over. A message that was marked and has no part of
-- its last attempt had certainly not left: a gateway's part is written before the box is told.
alter table sms_parts add column attempt smallint not null default 1;

-- What a box is asked about.
create index sms_parts_of_box on sms_parts (box_id, submitted_at) where box_id is not null and done_at is null;
