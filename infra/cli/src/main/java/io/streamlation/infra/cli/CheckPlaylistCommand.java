package io.streamlation.infra.cli;

import io.streamlation.infra.client.PlaylistCheck;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check-playlist",
    description =
        "Fetches an HLS playlist with all its renditions and captions as a player would, and says which"
            + " rules of RFC 8216bis it breaks.",
    mixinStandardHelpOptions = true)
final class CheckPlaylistCommand implements Callable<Integer> {
  @Parameters(paramLabel = "URL", description = "A multivariant or a media playlist.")
  URI address;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "How long it is watched: rules about change need time. Default: ${DEFAULT-VALUE}.")
  int seconds;

  @Override
  public Integer call() throws Exception {
    PlaylistCheck check = new PlaylistCheck(Clock.systemUTC());
    List<String> complaints = check.watch(address, Duration.ofSeconds(seconds));
    complaints.forEach(System.out::println);
    check.advice().forEach(advice -> System.out.println("advice: " + advice));
    System.out.printf(
        "%d playlists and %d captions were fetched; %s%n",
        check.playlistsFetched(),
        check.captionsFetched(),
        complaints.isEmpty() ? "no rule is broken." : complaints.size() + " complaints.");
    return complaints.isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }
}
