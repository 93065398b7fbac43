-- The newest revision that wished a beginning: the first one, or a restart.
alter table session add column begun_revision bigint not null default 1 check (begun_revision > 0);

-- How long after the sound the newest finals were stored, newest first; a few are kept.
alter table session_actual add column recent_lags_ms integer[] not null default '{}';

-- What lasts until somebody says that it is over: a silence, an overload.
create table session_condition (
  session_id uuid not null references session,
  code text not null,
  org_id uuid not null references org,
  -- of which taking-up it was said; null: of any
  epoch bigint,
  since timestamptz not null,
  message text not null,
  action text not null,
  party text not null,
  primary key (session_id, code)
);
