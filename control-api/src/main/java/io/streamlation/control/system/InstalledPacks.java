package io.streamlation.control.system;

import java.util.List;
import java.util.Set;

/** What the model packs on this machine can do. */
public interface InstalledPacks {
  /** BCP-47 tags of the speech that is understood, sorted. */
  Set<String> sources();

  /** What can be translated, sorted. */
  List<Pair> pairs();

  /** Names of the voices that speak this language, the one to take first. */
  List<String> voices(String language);

  /** The tiers that packs offer, sorted. */
  Set<String> tiers();

  /** One direction that one pack translates. */
  record Pair(String source, String target, String pack) {}
}
