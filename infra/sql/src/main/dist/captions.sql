-- How much is said on each channel, minute by minute, and how long it takes until it can be read.
-- Run by `./streamlation sql infra/sql/src/main/dist/captions.sql`; ${…} is put in from the command line.

-- Columns are the fields of streamlation.v1.Caption by their names; those that are not needed may be left out.
CREATE TABLE captions (
  id STRING,
  session_id STRING,
  state STRING,
  text STRING,
  `language` STRING,
  words ARRAY<ROW<text STRING, start_sample BIGINT, end_sample BIGINT, confidence FLOAT>>,
  media_start_sample BIGINT,
  media_end_sample BIGINT,
  `lag` ROW<captured_at_ms BIGINT, stages ARRAY<ROW<stage STRING, taken_up_at_ms BIGINT, let_go_at_ms BIGINT>>>,
  written_at TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR written_at AS written_at - INTERVAL '5' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'captions',
  'properties.bootstrap.servers' = '${kafka.bootstrap}',
  'scan.startup.mode' = 'earliest-offset',
  -- Ends with what is there now. Take it out, and the query goes on for as long as captions come.
  'scan.bounded.mode' = 'latest-offset',
  -- Quiet partitions do not hold the clock back.
  'scan.watermark.idle-timeout' = '5 s',
  'format' = 'protobuf',
  'protobuf.message-class-name' = 'io.streamlation.contracts.v1.Caption'
);

-- Partials are left out. A final may be written twice (a replay after a crash), always the same: the first one counts.
CREATE TEMPORARY VIEW finals AS
SELECT session_id, `language`, words, `lag`, written_at
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY written_at ASC) AS nth
  FROM captions
  WHERE state = 'STATE_FINAL'
)
WHERE nth = 1;

SELECT
  DATE_FORMAT(window_start, 'HH:mm') AS `minute`,
  session_id,
  `language`,
  COUNT(*) AS captions,
  SUM(CARDINALITY(words)) AS words_a_minute,
  -- From the arrival of the last sample to the moment the caption left its last room. What is not spent in a room
  -- was spent between arrival and the utterance's end.
  CAST(PERCENTILE(`lag`.stages[CARDINALITY(`lag`.stages)].let_go_at_ms - `lag`.captured_at_ms, 0.5) AS BIGINT) AS lag_ms_p50,
  CAST(PERCENTILE(`lag`.stages[CARDINALITY(`lag`.stages)].let_go_at_ms - `lag`.captured_at_ms, 0.95) AS BIGINT) AS lag_ms_p95
FROM TABLE(TUMBLE(TABLE finals, DESCRIPTOR(written_at), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, session_id, `language`;
