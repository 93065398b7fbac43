package io.streamlation.bulletin.air;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaylistWindowTest {
  private static final String WHOLE =
      """
      #EXTM3U
      #EXT-X-TARGETDURATION:2
      #EXT-X-MEDIA-SEQUENCE:0
      #EXT-X-PLAYLIST-TYPE:EVENT
      #EXTINF:2.000000,
      #EXT-X-PROGRAM-DATE-TIME:2026-11-01T00:00:00.000+0000
      a.ts
      #EXTINF:2.000000,
      #EXT-X-PROGRAM-DATE-TIME:2026-11-01T00:00:02.000+0000
      b.ts
      #EXTINF:2.000000,
      #EXT-X-PROGRAM-DATE-TIME:2026-11-01T00:00:04.000+0000
      c.ts
      """;

  @Test
  void showsTheNewestAndNumbersThem() {
    assertThat(PlaylistWindow.of(WHOLE, 2))
        .isEqualTo(
            """
            #EXTM3U
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:1
            #EXTINF:2.000000,
            #EXT-X-PROGRAM-DATE-TIME:2026-11-01T00:00:02.000+0000
            b.ts
            #EXTINF:2.000000,
            #EXT-X-PROGRAM-DATE-TIME:2026-11-01T00:00:04.000+0000
            c.ts
            """);
  }

  @Test
  void showsAllOfAListShorterThanTheWindow() {
    assertThat(PlaylistWindow.names(PlaylistWindow.of(WHOLE, 9)))
        .containsExactly("a.ts", "b.ts", "c.ts");
    assertThat(PlaylistWindow.of(WHOLE, 9)).contains("MEDIA-SEQUENCE:0");
  }

  @Test
  void keepsTheEndOfAListThatHasOne() {
    assertThat(PlaylistWindow.of(WHOLE + "#EXT-X-ENDLIST\n", 1))
        .endsWith("c.ts\n#EXT-X-ENDLIST\n")
        .doesNotContain("b.ts");
    assertThat(PlaylistWindow.ended(PlaylistWindow.of(WHOLE, 1)))
        .endsWith("c.ts\n#EXT-X-ENDLIST\n");
  }
}
