-- What our playlists of a session have in common with its origin's, beside the target duration; told once, with it.
-- event: nothing leaves them (EXT-X-PLAYLIST-TYPE:EVENT).
alter table playout_channel add column event boolean not null default false;
-- They say how many discontinuities have left them even while none has.
alter table playout_channel add column counts_discontinuities boolean not null default false;
