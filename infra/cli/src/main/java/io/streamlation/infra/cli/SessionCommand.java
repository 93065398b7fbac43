package io.streamlation.infra.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.Spoken;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.client.LiveSocket;
import io.streamlation.infra.terminal.Terminal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "session",
    description = "Channels: what is heard, in which language, captioned in which others.",
    mixinStandardHelpOptions = true,
    subcommands = {
      SessionCommand.Create.class,
      SessionCommand.Ls.class,
      SessionCommand.Show.class,
      SessionCommand.Tail.class,
      SessionCommand.Targets.class,
      SessionCommand.Listen.class,
      SessionCommand.Backups.class,
      SessionCommand.Stop.class,
      SessionCommand.Restart.class,
      SessionCommand.Probe.class,
      SessionCommand.Key.class,
    })
final class SessionCommand {

  @Command(
      name = "create",
      description = "Opens a session: the stream is heard from now on.",
      mixinStandardHelpOptions = true)
  static final class Create implements Callable<Integer> {
    @Mixin ApiOptions api;

    @ArgGroup(multiplicity = "1")
    Origin origin;

    /** Either the stream is fetched, or it is sent. */
    static final class Origin {
      @Option(
          names = "--source",
          paramLabel = "URL",
          description =
              "http(s) address of an HLS playlist, a DASH manifest (.mpd) or an endless body of audio;"
                  + " rtmp(s), rtsp(s) or srt address; or a media file on the bridge's machine.")
      String source;

      @Option(
          names = "--push",
          paramLabel = "rtmp|srt",
          description =
              "The sender comes to us; its address and key are shown once. The stack must be up with"
                  + " push=on.")
      String push;
    }

    @Option(
        names = "--protocol",
        paramLabel = "PROTOCOL",
        description =
            "hls, dash, rtmp, srt, rtsp, http-audio or file. Default: what the address looks like;"
                + " audio over HTTP whose name does not end in .mp3, .aac, .ogg or .opus has to be"
                + " named.")
    String protocol;

    @Option(
        names = "--language",
        paramLabel = "TAG",
        defaultValue = "auto",
        description = "BCP-47 tag of the speech, or auto. Default: ${DEFAULT-VALUE}.")
    String language;

    @Option(
        names = "--target",
        paramLabel = "TAG",
        description = "Language to translate into. Repeatable; none: captions only.")
    List<String> targets = new ArrayList<>();

    @Option(
        names = "--dub",
        paramLabel = "TAG[=VOICE]",
        description =
            "Language to speak, and to translate into where it is another one. Repeatable. Without a"
                + " voice the best installed one speaks.")
    List<String> dubs = new ArrayList<>();

    @Option(
        names = "--audio-track",
        paramLabel = "TRACK",
        description =
            "Which of several sounds is heard: an id that `session probe` lists, or a language."
                + " Default: the one in the language of the speech.")
    String audioTrack;

    @Option(
        names = "--backup",
        paramLabel = "URL",
        description =
            "The same programme from elsewhere: goes on air when the source is dead. Repeatable, in"
                + " the order in which they are tried.")
    List<String> backups = new ArrayList<>();

    @Option(names = "--name", description = "What people call the channel.")
    String name;

    @Option(names = "--tier", description = "Which models: a tier's name.")
    String tier;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      JsonNode session =
          api.client()
              .create(
                  new ControlClient.NewSession(
                      Optional.ofNullable(name),
                      origin.push != null
                          ? origin.push + "-push"
                          : protocolOf(Optional.ofNullable(protocol), origin.source),
                      Optional.ofNullable(origin.source).orElse(""),
                      Optional.ofNullable(audioTrack),
                      backups,
                      language,
                      targets,
                      voices(dubs),
                      Optional.ofNullable(tier)));
      int code = print(session, json);
      if (origin.push != null) {
        showKey(api.client().rotateStreamKey(session.path("id").asText()), json);
      }
      return code;
    }
  }

  @Command(
      name = "key",
      description = "Stream keys of sessions that are pushed.",
      mixinStandardHelpOptions = true,
      subcommands = RotateKey.class)
  static final class Key {}

  @Command(
      name = "rotate",
      description =
          "Makes a session's next stream key and shows it once. A sender with the key before is"
              + " dropped.",
      mixinStandardHelpOptions = true)
  static final class RotateKey implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(paramLabel = "SESSION")
    String id;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      showKey(api.client().rotateStreamKey(id), json);
      return ExitCode.OK;
    }
  }

  private static void showKey(JsonNode key, boolean json) {
    if (json) {
      System.out.println(key.toPrettyString());
      return;
    }
    System.out.println("server      " + key.path("server").asText());
    System.out.println("stream key  " + key.path("streamKey").asText());
    System.out.println("both        " + key.path("address").asText());
  }

  @Command(name = "ls", description = "All sessions.", mixinStandardHelpOptions = true)
  static final class Ls implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Option(names = "--json", description = "For programs: one array.")
    boolean json;

    @Override
    public Integer call() {
      List<JsonNode> sessions = api.client().sessions();
      if (json) {
        System.out.println(ControlClient.JSON.valueToTree(sessions).toPrettyString());
        return ExitCode.OK;
      }
      System.out.printf(
          "%-36s  %-10s  %-14s  %s%n", "SESSION", "STATE", "LANGUAGES", "NAME, SOURCE");
      for (JsonNode s : sessions) {
        System.out.printf(
            "%-36s  %-10s  %-14s  %s%n",
            s.path("id").asText(),
            s.path("actual").path("state").asText(),
            languages(s),
            (s.path("name").asText("") + "  " + s.path("source").path("url").asText()).strip());
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "show",
      description = "One session: what is wanted, what is so, and why not yet.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(paramLabel = "SESSION")
    String id;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      return print(api.client().session(id), json);
    }
  }

  @Command(
      name = "stop",
      description = "Ends a session. Its transcript stays.",
      mixinStandardHelpOptions = true)
  static final class Stop implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(paramLabel = "SESSION")
    String id;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      return print(api.client().stop(id), json);
    }
  }

  @Command(
      name = "restart",
      description =
          "Puts a stopped, ended or failed session on air again, with its transcript going on; takes a"
              + " running one up anew.",
      mixinStandardHelpOptions = true)
  static final class Restart implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(paramLabel = "SESSION")
    String id;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      return print(api.client().restart(id), json);
    }
  }

  @Command(
      name = "probe",
      description =
          "Looks at a source without accepting it: is it live, what sound does it hold. Exit code 5"
              + " when there is none, with the reason.",
      mixinStandardHelpOptions = true)
  static final class Probe implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(
        paramLabel = "URL",
        description =
            "http(s) address of an HLS playlist, a DASH manifest (.mpd) or an endless body of audio;"
                + " rtmp(s), rtsp(s) or srt address; or a media file on the bridge's machine.")
    String source;

    @Option(
        names = "--protocol",
        paramLabel = "PROTOCOL",
        description =
            "hls, dash, rtmp, srt, rtsp, http-audio or file. Default: what the address looks like;"
                + " audio over HTTP whose name does not end in .mp3, .aac, .ogg or .opus has to be"
                + " named.")
    String protocol;

    @Option(
        names = "--language",
        paramLabel = "TAG",
        defaultValue = "auto",
        description =
            "BCP-47 tag of the speech, to choose among audio renditions. Default: ${DEFAULT-VALUE}.")
    String language;

    @Option(
        names = "--audio-track",
        paramLabel = "TRACK",
        description =
            "Which of several sounds is heard: an id that `session probe` lists, or a language."
                + " Default: the one in the language of the speech.")
    String audioTrack;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      JsonNode found =
          api.client()
              .probe(
                  protocolOf(Optional.ofNullable(protocol), source),
                  source,
                  Optional.ofNullable(audioTrack),
                  language);
      if (json) {
        System.out.println(found.toPrettyString());
        return ExitCode.OK;
      }
      System.out.println(
          "source     "
              + (found.path("live").asBoolean()
                  ? "live"
                  : found.path("lengthMs").isNumber()
                      ? "has an end, " + found.path("lengthMs").asLong() / 1000 + " s long"
                      : "has an end"));
      if (found.path("segmentMs").isNumber()) {
        System.out.printf("segments   %.1f s%n", found.path("segmentMs").asLong() / 1000.0);
      }
      for (JsonNode t : found.path("tracks")) {
        System.out.println(
            "sound      "
                + t.path("id").asText()
                + ": "
                + t.path("codec").asText()
                + soundOf(t)
                + inLanguage(t)
                + heard(t));
      }
      for (JsonNode r : found.path("renditions")) {
        String id = r.path("id").asText();
        String name = r.path("name").asText();
        String role = r.path("role").asText();
        System.out.println(
            "rendition  "
                + id
                + (name.isEmpty() || name.equals(id) ? "" : " \"" + name + "\"")
                + inLanguage(r)
                + (role.isEmpty() ? "" : ", " + role)
                + soundOf(r)
                + heard(r));
      }
      for (JsonNode v : found.path("variants")) {
        System.out.println(
            "variant    "
                + v.path("bandwidthBps").asLong() / 1000
                + " kbit/s "
                + v.path("resolution").asText());
      }
      System.out.println("took       " + found.path("tookMs").asLong() + " ms");
      return ExitCode.OK;
    }

    private static String inLanguage(JsonNode what) {
      String language = what.path("language").asText();
      return language.isEmpty() ? "" : ", " + language;
    }

    private static String soundOf(JsonNode what) {
      int rateHz = what.path("sampleRateHz").asInt();
      int channels = what.path("channels").asInt();
      return (rateHz == 0 ? "" : ", " + rateHz + " Hz")
          + (channels == 0 ? "" : ", " + channels + (channels == 1 ? " channel" : " channels"));
    }

    private static String heard(JsonNode what) {
      return what.path("heard").asBoolean() ? "  <- heard" : "";
    }
  }

  @Command(
      name = "targets",
      description = "Changes the languages a session is translated into, while it is on air.",
      mixinStandardHelpOptions = true)
  static final class Targets implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(paramLabel = "SESSION", index = "0")
    String id;

    @Parameters(
        paramLabel = "TAG",
        index = "1..*",
        description = "All target languages from now on; none: captions only.")
    List<String> targets = new ArrayList<>();

    @Option(
        names = "--dub",
        paramLabel = "TAG[=VOICE]",
        description = "Language to speak from now on. Repeatable.")
    List<String> dubs = new ArrayList<>();

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      return print(api.client().changeTargets(id, targets, voices(dubs)), json);
    }
  }

  @Command(
      name = "backups",
      description =
          "Changes the backup addresses of a session's source: all of them from now on; none without"
              + " --backup.",
      mixinStandardHelpOptions = true)
  static final class Backups implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(paramLabel = "SESSION", index = "0")
    String id;

    @Option(names = "--backup", paramLabel = "URL", description = "Repeatable, in their order.")
    List<String> backups = new ArrayList<>();

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      return print(api.client().changeBackups(id, backups), json);
    }
  }

  @Command(
      name = "listen",
      description =
          "Changes which of several sounds of the source is heard; the session begins anew with it.",
      mixinStandardHelpOptions = true)
  static final class Listen implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(paramLabel = "SESSION", index = "0")
    String id;

    @Option(
        names = "--audio-track",
        paramLabel = "TRACK",
        defaultValue = "",
        description =
            "An id that `session probe` lists, or a language. Without it: the source's own choice.")
    String audioTrack;

    @Option(names = "--json", description = "For programs.")
    boolean json;

    @Override
    public Integer call() {
      return print(api.client().changeAudioTrack(id, audioTrack), json);
    }
  }

  @Command(
      name = "tail",
      description =
          "Shows captions and translations as they become final, from the live socket, until"
              + " Ctrl-C or the session's end.",
      mixinStandardHelpOptions = true)
  static final class Tail implements Callable<Integer> {
    @Mixin ApiOptions api;

    @Parameters(paramLabel = "SESSION")
    String id;

    @Option(
        names = "--language",
        paramLabel = "TAG",
        description = "Only this language. Repeatable; default: all of the session.")
    List<String> languages = new ArrayList<>();

    @Option(names = "--partials", description = "Also what is still provisional.")
    boolean partials;

    @Option(
        names = "--json",
        description = "For programs: each message of the socket as one line of protobuf's JSON.")
    boolean json;

    @Override
    public Integer call() throws InterruptedException {
      Terminal terminal = Terminal.ofThisProcess();
      ControlClient client = api.client();
      client.session(id); // says at once when there is none
      CountDownLatch over = new CountDownLatch(1);
      LiveSocket.Listener listener =
          new LiveSocket.Listener() {
            @Override
            public void heard(LiveMessage message, WallTime receivedAt) {
              if (json) {
                terminal.line(asJson(message));
              } else {
                show(terminal, message);
              }
              if (message.hasStatus() && isOver(message.getStatus().getActual())) {
                over.countDown();
              }
            }

            @Override
            public void lost(String why) {
              System.err.println("streamlation: " + why + "; trying again");
            }
          };
      try (LiveSocket socket =
          LiveSocket.watch(client, id, languages, listener, Clock.systemUTC())) {
        over.await();
      }
      terminal.provisional("");
      return ExitCode.OK;
    }

    private void show(Terminal terminal, LiveMessage message) {
      switch (message.getBodyCase()) {
        case CAPTION -> {
          Caption c = message.getCaption();
          show(
              terminal,
              c.getState(),
              place(c.getEpochOffsetSamples() + c.getMediaStartSample()),
              c.getLanguage(),
              c.getText());
        }
        case TRANSLATION -> {
          Translation t = message.getTranslation();
          show(
              terminal,
              t.getState(),
              place(t.getEpochOffsetSamples() + t.getMediaStartSample()),
              t.getTargetLanguage(),
              textOf(t));
        }
        case SPOKEN -> {
          Spoken s = message.getSpoken();
          terminal.line(
              terminal.dim(
                  "%s  %-3s %s"
                      .formatted(
                          place(s.getEpochOffsetSamples() + s.getMediaStartSample()),
                          s.getTargetLanguage(),
                          soundOf(s))));
        }
        case STATUS ->
            terminal.line(
                terminal.dim(
                    "-- "
                        + message.getStatus().getActual()
                        + (message.getStatus().getMessage().isEmpty()
                            ? ""
                            : ": " + message.getStatus().getMessage())));
        case RESET ->
            terminal.line(terminal.dim("-- begun anew: " + message.getReset().getReason()));
        case REFUSED -> terminal.line("-- refused: " + message.getRefused().getMessage());
        default -> {}
      }
    }

    private void show(
        Terminal terminal, Caption.State state, String at, String language, String text) {
      String line = "%s  %-3s %s".formatted(at, language, text);
      if (state == Caption.State.STATE_FINAL) {
        terminal.line(line);
      } else if (state == Caption.State.STATE_PARTIAL && partials) {
        terminal.line(terminal.dim(line + " …"));
      } else if (state == Caption.State.STATE_PARTIAL) {
        terminal.provisional(line + " …");
      }
    }
  }

  /** What the address says, unless somebody says otherwise. */
  static String protocolOf(Optional<String> said, String source) {
    if (said.isPresent()) {
      return said.get();
    }
    Matcher scheme = Pattern.compile("(?i)(rtmp|rtsp|srt)s?:.*").matcher(source);
    if (scheme.matches()) {
      return scheme.group(1).toLowerCase(Locale.ROOT);
    }
    if (!source.matches("(?i)https?:.*")) {
      return "file";
    }
    if (source.matches("(?i)[^?#]*\\.(mp3|aac|ogg|oga|opus)([?#].*)?")) {
      return "http-audio";
    }
    return source.matches("(?i)[^?#]*\\.mpd([?#].*)?") ? "dash" : "hls";
  }

  static boolean isOver(String actual) {
    return actual.equals("ended") || actual.equals("stopped") || actual.equals("failed");
  }

  static String textOf(Translation t) {
    return t.hasUntranslated()
        ? "[not translated: " + t.getUntranslated().getReason() + "] " + t.getSourceText()
        : t.getText();
  }

  static String soundOf(Spoken s) {
    return s.hasSkipped()
        ? "[not spoken: " + s.getSkipped().getReason() + "] " + s.getSkipped().getDetail()
        : "[spoken by %s, %.1f s]"
            .formatted(s.getClip().getVoice(), s.getClip().getDurationMs() / 1000.0);
  }

  /** {@code es} or {@code es=voice}. */
  static Map<String, String> voices(List<String> dubs) {
    Map<String, String> voices = new LinkedHashMap<>();
    for (String dub : dubs) {
      int equals = dub.indexOf('=');
      voices.put(
          equals < 0 ? dub : dub.substring(0, equals), equals < 0 ? "" : dub.substring(equals + 1));
    }
    return voices;
  }

  static String place(long samples) {
    long ms = AudioFormat.msOfSamples(samples);
    return "%02d:%02d:%02d.%d"
        .formatted(ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms / 100 % 10);
  }

  private static String asJson(LiveMessage message) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message that was read cannot be written", e);
    }
  }

  private static String languages(JsonNode session) {
    List<String> targets = new ArrayList<>();
    session
        .path("targets")
        .forEach(
            t ->
                targets.add(
                    t.path("language").asText() + (t.path("dub").asBoolean() ? " (spoken)" : "")));
    String spoken = session.path("sourceLanguage").asText();
    return targets.isEmpty() ? spoken : spoken + " → " + String.join(",", targets);
  }

  private static int print(JsonNode session, boolean json) {
    if (json) {
      System.out.println(session.toPrettyString());
      return ExitCode.OK;
    }
    JsonNode actual = session.path("actual");
    System.out.println("session    " + session.path("id").asText());
    if (session.path("name").isTextual()) {
      System.out.println("name       " + session.path("name").asText());
    }
    System.out.println("source     " + session.path("source").path("url").asText());
    System.out.println("languages  " + languages(session));
    System.out.println("wanted     " + session.path("desired").path("state").asText());
    System.out.println(
        "is         "
            + actual.path("state").asText()
            + (actual.path("since").isTextual() ? " since " + actual.path("since").asText() : ""));
    said("           ", actual.path("message"));
    said("to do      ", actual.path("action"));
    said("not yet    ", session.path("notYet"));
    System.out.println(
        "health     "
            + session.path("health").path("state").asText()
            + ": "
            + session.path("health").path("message").asText());
    for (JsonNode finding : session.path("health").path("findings")) {
      System.out.println("           " + Alarms.line(finding));
    }
    return ExitCode.OK;
  }

  private static void said(String label, JsonNode text) {
    if (text.isTextual() && !text.asText().isEmpty()) {
      System.out.println(label + text.asText());
    }
  }
}
