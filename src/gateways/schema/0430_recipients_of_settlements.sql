-- So that a text that was not sent after all takes its recipient back, unless another reached them too.
alter table sim_settlements add column recipient text;  -- E.164
