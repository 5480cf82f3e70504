-- A box that tells no ICCID tells an IMSI: by it a SIM is followed, and one that was changed is noticed.
alter table sims add column imsi text check (imsi ~ '^[0-9]{6,15}$');
