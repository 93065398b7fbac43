-- Sessions say of each language whether it is spoken, and by whom; also in answers kept for repeated requests.
update session set targets = (
  select coalesce(jsonb_agg('{"dub": false, "voice": null}'::jsonb || target), '[]'::jsonb)
  from jsonb_array_elements(targets) target);
update idempotency set answer = jsonb_set(answer, '{targets}', (
  select coalesce(jsonb_agg('{"dub": false, "voice": null}'::jsonb || target), '[]'::jsonb)
  from jsonb_array_elements(answer -> 'targets') target))
where answer -> 'targets' is not null;

-- ---------------------------------------------------------------------------------------------------------------
-- clips: what was said by machine, or why it was not

create table clip (
  caption_id text not null,
  target_language text not null,
  org_id uuid not null references org,
  session_id uuid not null references session,
  epoch bigint not null,
  -- null: spoken; else why not
  skipped_reason text,
  -- as it came; null: skipped, or deleted when clips.kept-for had passed
  audio bytea,
  -- of the audio, also after it is gone: a replay is compared with it
  audio_sha256 bytea,
  -- the protobuf as it came, without the audio
  message bytea not null,
  stored_at timestamptz not null,
  primary key (caption_id, target_language),
  check ((skipped_reason is null) = (audio_sha256 is not null))
);
-- Sound does not shrink; trying costs time.
alter table clip alter column audio set storage external;
create index clip_of_session on clip (session_id, epoch);
create index clip_with_audio on clip (stored_at) where audio is not null;

alter table transcript_log drop constraint transcript_log_state_check;
alter table transcript_log add constraint transcript_log_state_check
  check (state in ('final', 'withdrawn', 'spoken'));
