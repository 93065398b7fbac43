package io.streamlation.ingest.probe;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.v1.FetchedPlaylist;
import io.streamlation.contracts.v1.FetchedPlaylists;
import io.streamlation.contracts.v1.PlaylistAnswer;
import io.streamlation.contracts.v1.PlaylistRequest;
import io.streamlation.contracts.v1.ProbeTrouble;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.address.AddressRefused;
import io.streamlation.ingest.address.BadAnswer;
import io.streamlation.ingest.address.CheckedHttp;
import io.streamlation.ingest.address.CheckedHttp.PageFetched;
import io.streamlation.ingest.address.Errand;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a source's own playlists as they are, and sees whether a page of another origin might.
 * Nothing is made of their text here but the addresses that are gone to. It answers with a value
 * whatever it meets.
 */
public final class PlaylistLook {
  private static final Logger LOG = LoggerFactory.getLogger(PlaylistLook.class);
  private static final int MOST_AT_ONCE = 8;
  private static final int MOST_PLAYLIST_BYTES = 4 * 1024 * 1024;
  private static final int MOST_SEGMENT_BYTES = 32 * 1024 * 1024;
  private static final String ANY = "*";

  /** Reserved (RFC 2606): no server has it on a list. */
  private static final String NOBODYS = "https://viewer.invalid";

  private static final String VARIANT = "#EXT-X-STREAM-INF";
  private static final String LENGTH = "#EXTINF:";

  private final CheckedHttp http;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  public PlaylistLook(CheckedHttp http) {
    this.http = http;
  }

  PlaylistAnswer look(PlaylistRequest request) {
    if (!free.tryAcquire()) {
      return trouble(
          "busy",
          Party.PARTY_PLATFORM,
          "the bridge is fetching as many playlists as it may at once",
          "Ask again in a few seconds.");
    }
    try {
      return PlaylistAnswer.newBuilder().setPlaylists(fetch(request)).build();
    } catch (AddressRefused e) {
      return trouble(
          "address-refused",
          Party.PARTY_SOURCE,
          e.getMessage(),
          "Give an address of the open network, or have an operator allow this one.");
    } catch (BadAnswer e) {
      return trouble(
          "playlist-" + e.status(),
          Party.PARTY_SOURCE,
          e.getMessage(),
          "Whoever runs the origin must make it answer again.");
    } catch (IOException e) {
      return trouble(
          "playlist-unreachable",
          Party.PARTY_SOURCE,
          String.valueOf(e.getMessage()),
          "Whoever runs the origin must make it answer again.");
    } finally {
      free.release();
    }
  }

  private FetchedPlaylists fetch(PlaylistRequest request) throws AddressRefused, IOException {
    Page page = new Page(request.getPageOrigin().isEmpty() ? NOBODYS : request.getPageOrigin());
    PageFetched asked = page.get(http.check().admit(request.getUrl()), MOST_PLAYLIST_BYTES);
    FetchedPlaylists.Builder found = FetchedPlaylists.newBuilder().setAsked(told(asked));
    PageFetched media = asked;
    Optional<String> variant = lineAfter(text(asked), VARIANT, false);
    if (variant.isPresent() && (request.getWithMedia() || request.getAsBrowser())) {
      media =
          page.get(http.check().admit(asked.fetched().from(), variant.get()), MOST_PLAYLIST_BYTES);
      found.setMedia(told(media));
    }
    if (request.getAsBrowser()) {
      Optional<String> segment = lineAfter(text(media), LENGTH, true);
      if (segment.isPresent()) {
        seeSegment(http.check().admit(media.fetched().from(), segment.get()), page, found);
        found.setSegmentDurationMs(lengthMs(text(media)));
      }
      found.setUnreadable(page.complaint);
    }
    return found.build();
  }

  /** A segment that went meanwhile, or is larger than is read here, tells nothing. */
  private static void seeSegment(URI at, Page page, FetchedPlaylists.Builder found)
      throws AddressRefused {
    try {
      found.setSegmentBytes(page.get(at, MOST_SEGMENT_BYTES).fetched().bytes().length);
    } catch (IOException e) {
      LOG.debug("the newest segment could not be seen", e);
    }
  }

  /** Fetches as a page would, and remembers the first thing that it could not have read. */
  private final class Page {
    private final String origin;
    private String complaint = "";

    Page(String origin) {
      this.origin = origin;
    }

    PageFetched get(URI at, int mostBytes) throws AddressRefused, IOException {
      PageFetched got = http.getForPage(at, mostBytes, origin, new Errand());
      boolean may = got.allowedTo().filter(o -> o.equals(ANY) || o.equals(origin)).isPresent();
      if (!may && complaint.isEmpty()) {
        complaint =
            CheckedHttp.place(got.fetched().from())
                + " answers without Access-Control-Allow-Origin for pages of other origins"
                + got.allowedTo().map(o -> " (it allows " + o + ")").orElse("")
                + ".";
      }
      return got;
    }
  }

  private static FetchedPlaylist told(PageFetched got) {
    return FetchedPlaylist.newBuilder()
        .setText(ByteString.copyFrom(got.fetched().bytes()))
        .setFrom(got.fetched().from().toString())
        .build();
  }

  private static String text(PageFetched got) {
    return new String(got.fetched().bytes(), StandardCharsets.UTF_8);
  }

  /** The address that the first, or the last, tag of a kind is about. */
  private static Optional<String> lineAfter(String text, String tag, boolean last) {
    boolean behindTag = false;
    Optional<String> found = Optional.empty();
    for (String raw : (Iterable<String>) text.lines()::iterator) {
      String line = raw.strip();
      if (line.startsWith(tag)) {
        behindTag = true;
      } else if (behindTag && !line.isEmpty() && !line.startsWith("#")) {
        behindTag = false;
        found = Optional.of(line);
        if (!last) {
          return found;
        }
      }
    }
    return found;
  }

  private static long lengthMs(String text) {
    long ms = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.startsWith(LENGTH)) {
        String seconds = line.substring(LENGTH.length()).split(",", 2)[0].strip();
        ms =
            seconds.matches("\\d{1,6}(\\.\\d{0,9})?")
                ? Math.round(Double.parseDouble(seconds) * 1000)
                : 0;
      }
    }
    return ms;
  }

  private static PlaylistAnswer trouble(String code, Party party, String message, String action) {
    return PlaylistAnswer.newBuilder()
        .setTrouble(
            ProbeTrouble.newBuilder()
                .setCode(code)
                .setParty(party)
                .setPassing(true)
                .setMessage(message)
                .setAction(action))
        .build();
  }
}
