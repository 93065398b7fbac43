-- Which of several sounds is heard; null: the one in the language of the speech, else the source's default.
alter table session add column audio_track text;

-- The words that name a protocol are the door's: a new protocol needs no migration.
alter table session drop constraint session_protocol_check;
