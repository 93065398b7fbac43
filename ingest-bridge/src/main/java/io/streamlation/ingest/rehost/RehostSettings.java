package io.streamlation.ingest.rehost;

import java.time.Duration;

/**
 * @param segment the first key frame behind this length begins the next segment
 * @param window how much of the past stays, where a plan does not say
 * @param keep how long what is left of a session stays that nothing more is put to
 * @param mostBytes of all sessions together
 * @param mostHeight of the picture, in lines, where a source offers several
 */
public record RehostSettings(
    Duration segment, Duration window, Duration keep, long mostBytes, int mostHeight) {}
