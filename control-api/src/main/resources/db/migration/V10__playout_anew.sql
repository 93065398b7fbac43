-- The origin's numbers begin anew with it: its own playlists hold nothing of what was before.
alter table playout_segment add column begins_anew boolean not null default false;
