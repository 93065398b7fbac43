-- Every table has org_id, and every primary path to a row goes through it: row-level security can be switched on
-- by policies alone (org_id = current_setting('streamlation.org_id')), which OrgScope already sets per transaction.

create table org (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);

-- The organisation and the owner every installation begins with; identity/Caller names the same ids.
insert into org (id, name) values ('00000000-0000-7000-8000-000000000001', 'Owner');

-- ---------------------------------------------------------------------------------------------------------------
-- identity

-- Tokens given to browsers. Only the SHA-256 is kept.
create table access_token (
  id uuid primary key,
  org_id uuid not null references org,
  user_id uuid not null,
  token_sha256 bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);

-- ---------------------------------------------------------------------------------------------------------------
-- session: what is wished

create table session (
  id uuid primary key,
  org_id uuid not null references org,
  created_by uuid not null,
  name text not null,
  protocol text not null check (protocol in ('hls', 'file')),
  url text not null,
  source_language text not null,
  targets jsonb not null,
  tier text,
  desired text not null check (desired in ('on-air', 'stopped')),
  revision bigint not null check (revision > 0),
  created_at timestamptz not null,
  -- when the wish changed last
  updated_at timestamptz not null,
  unique (org_id, id)
);

-- Written in the transaction of the wish; the relay publishes it in the order of id.
create table outbox (
  id bigint generated always as identity primary key,
  org_id uuid not null references org,
  session_id uuid not null references session,
  topic text not null,
  payload bytea not null,
  created_at timestamptz not null,
  published_at timestamptz
);
create index outbox_unpublished on outbox (id) where published_at is null;
create index outbox_unpublished_session on outbox (session_id) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;

create table idempotency (
  org_id uuid not null references org,
  user_id uuid not null,
  route text not null,
  key text not null,
  body_sha256 bytea not null,
  answer jsonb,
  created_at timestamptz not null,
  primary key (org_id, user_id, route, key)
);
create index idempotency_age on idempotency (created_at);

-- ---------------------------------------------------------------------------------------------------------------
-- reconcile: what was observed

create table session_actual (
  session_id uuid primary key references session,
  org_id uuid not null references org,
  state text not null,
  -- since when it is in this state
  since timestamptz not null,
  message text not null default '',
  action text not null default '',
  party text not null default '',
  epoch bigint,
  -- newest plan revision anything was made under
  revision bigint not null default 0,
  -- an observation of the same epoch that is older than this changes nothing
  observed_at timestamptz not null,
  -- the newest sign of life of the bridge
  heard_at timestamptz not null,
  bridge text not null default ''
);

-- ---------------------------------------------------------------------------------------------------------------
-- captions: the transcript

create table caption (
  id text primary key,
  org_id uuid not null references org,
  session_id uuid not null references session,
  epoch bigint not null,
  utterance_start_sample bigint not null,
  segment int not null,
  state text not null check (state in ('final', 'withdrawn')),
  text text not null,
  lines text[] not null,
  language text not null,
  -- samples at 16 kHz since the epoch began, and where the epoch lies on the session's time line
  media_start_sample bigint not null,
  media_end_sample bigint not null,
  epoch_offset_samples bigint not null,
  -- the protobuf as it came
  message bytea not null,
  stored_at timestamptz not null
);
create index caption_of_session on caption (session_id, (epoch_offset_samples + media_start_sample), segment);

create table translation (
  caption_id text not null,
  target_language text not null,
  org_id uuid not null references org,
  session_id uuid not null references session,
  epoch bigint not null,
  utterance_start_sample bigint not null,
  segment int not null,
  -- null: untranslated, and why
  text text,
  untranslated_reason text,
  lines text[] not null,
  source_language text not null,
  source_text text not null,
  media_start_sample bigint not null,
  media_end_sample bigint not null,
  epoch_offset_samples bigint not null,
  message bytea not null,
  stored_at timestamptz not null,
  primary key (caption_id, target_language)
);
create index translation_of_session
  on translation (session_id, target_language, (epoch_offset_samples + media_start_sample), segment);

-- The log's name is made with the database, so that a place in another database's log is recognised as foreign.
-- Whoever appends holds this row until commit: positions become visible in their order, without holes.
create table transcript_head (
  only_row boolean primary key default true check (only_row),
  log uuid not null,
  position bigint not null
);
insert into transcript_head (log, position) values (gen_random_uuid(), 0);

create table transcript_log (
  position bigint primary key,
  org_id uuid not null references org,
  session_id uuid not null references session,
  caption_id text not null,
  -- '' = the caption itself
  target_language text not null default '',
  state text not null check (state in ('final', 'withdrawn')),
  recorded_at timestamptz not null,
  unique (caption_id, target_language, state)
);
create index transcript_log_of_session on transcript_log (session_id, position);

-- ---------------------------------------------------------------------------------------------------------------
-- events

create table session_event (
  seq bigint generated always as identity primary key,
  id text not null,
  org_id uuid not null references org,
  session_id uuid not null references session,
  at timestamptz not null,
  epoch bigint,
  kind text not null,
  party text not null,
  code text not null,
  message text not null,
  action text not null,
  reporter text not null,
  media_sample bigint,
  plan_revision bigint not null,
  unique (session_id, id)
);
create index session_event_of_session on session_event (session_id, seq);

-- ---------------------------------------------------------------------------------------------------------------
-- ledger

create table ledger_tally (
  session_id uuid not null references session,
  epoch bigint not null,
  stage text not null,
  org_id uuid not null references org,
  as_of_sample bigint not null,
  closed boolean not null,
  counters jsonb not null,
  primary key (session_id, epoch, stage)
);
