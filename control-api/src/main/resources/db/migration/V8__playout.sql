-- How viewers get the programme: {"mode": null, "delayMs": 0, "windowSeconds": 0}.
alter table session add column playout jsonb not null default '{"mode": null, "delayMs": 0, "windowSeconds": 0}';
update idempotency set answer = jsonb_set(answer, '{playout}', '{"mode": null, "delayMs": 0, "windowSeconds": 0}')
where answer -> 'targets' is not null;

-- ---------------------------------------------------------------------------------------------------------------
-- playout: what players fetch. A session has up to two tracks: 'origin', the segments of its source as players fetch
-- them there, and 'rehosted', those that the bridge copied.

create table playout_channel (
  session_id uuid not null references session,
  track text not null check (track in ('origin', 'rehosted')),
  org_id uuid not null references org,
  -- what the playlists promise; told once, then it never changes. Null: nothing was listed yet.
  target_seconds int check (target_seconds > 0),
  last_number bigint not null,
  last_arrived_at_ms bigint not null,
  -- the session is over and all of it is listed
  ended boolean not null default false,
  primary key (session_id, track)
);
create index playout_channel_going_on on playout_channel (session_id) where not ended;

-- Where an epoch lies on the session's time line: tallies count from its beginning.
create table playout_epoch (
  session_id uuid not null references session,
  epoch bigint not null,
  org_id uuid not null references org,
  offset_samples bigint not null,
  primary key (session_id, epoch)
);

-- The entries of the playlists, in the order of our own media sequence. Written once.
create table playout_segment (
  session_id uuid not null references session,
  track text not null,
  number bigint not null,
  org_id uuid not null references org,
  discontinuity bigint not null,
  -- on the session's time line
  start_sample bigint not null,
  duration_samples bigint not null,
  -- 90 kHz, 33 bits; null: the container told none
  pts bigint,
  date_us bigint,
  arrived_at_ms bigint not null,
  -- it never came
  hole boolean not null,
  input int not null,
  source_sequence bigint not null,
  source_discontinuity bigint not null,
  -- of what was re-hosted
  name text,
  initialisation text,
  size_bytes bigint,
  codecs text,
  width int,
  height int,
  frames_per_second_milli int,
  primary key (session_id, track, number)
);

-- Captions as they were listed: never changed from then on.
create table playout_captions (
  session_id uuid not null references session,
  track text not null,
  language text not null,
  number bigint not null,
  org_id uuid not null references org,
  text text not null,
  listed_at timestamptz not null,
  primary key (session_id, track, language, number)
);

-- How far a language is listed, and how it went.
create table playout_language (
  session_id uuid not null references session,
  track text not null,
  language text not null,
  org_id uuid not null references org,
  -- the newest entry that is listed, and up to which place of the transcript log finals were known then
  number bigint not null,
  position bigint not null,
  on_time bigint not null,
  late bigint not null,
  primary key (session_id, track, language)
);

-- Who may watch: one token for a channel and an audience. Only its SHA-256 is kept.
create table playout_share (
  id uuid primary key,
  org_id uuid not null references org,
  session_id uuid not null references session,
  audience text not null,
  token_sha256 bytea not null unique,
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index playout_share_of_session on playout_share (session_id, id);
