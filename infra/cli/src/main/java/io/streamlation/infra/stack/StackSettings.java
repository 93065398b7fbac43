package io.streamlation.infra.stack;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What one stack on one machine is told. Built once; every complaint is listed together; unknown
 * keys are refused. {@code infra/streamlation.properties} explains each key.
 */
public final class StackSettings {
  private static final String USUAL_PACK = "news-tiny";
  private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s/:]+:\\d{1,5}");

  /** Heap of each Java process. */
  public enum Heap {
    KAFKA(384),
    FLINK(1024),
    CONTROL(320),
    BRIDGE(256);

    private final int usualMb;

    Heap(int usualMb) {
      this.usualMb = usualMb;
    }

    public String setting() {
      return name().toLowerCase(Locale.ROOT) + ".heap.mb";
    }
  }

  private final Path root;
  private final Path data;
  private final int portOffset;
  private final Map<Port, Integer> ports;
  private final Map<Heap, Integer> heapMb;
  private final List<String> allowSources;
  private final Path fileRoot;
  private final Path rehostFolder;
  private final String sourceStart;
  private final boolean push;
  private final String pushHost;
  private final List<String> packs;
  private final int logMaxMb;
  private final int logKeep;

  private StackSettings(
      Path root,
      Path data,
      int portOffset,
      Map<Port, Integer> ports,
      Map<Heap, Integer> heapMb,
      List<String> allowSources,
      Path fileRoot,
      Path rehostFolder,
      String sourceStart,
      boolean push,
      String pushHost,
      List<String> packs,
      int logMaxMb,
      int logKeep) {
    this.root = root;
    this.data = data;
    this.portOffset = portOffset;
    this.ports = ports;
    this.heapMb = heapMb;
    this.allowSources = allowSources;
    this.fileRoot = fileRoot;
    this.rehostFolder = rehostFolder;
    this.sourceStart = sourceStart;
    this.push = push;
    this.pushHost = pushHost;
    this.packs = packs;
    this.logMaxMb = logMaxMb;
    this.logKeep = logKeep;
  }

  /** Where the repository lies: the modules' {@code target} folders are found from here. */
  public Path root() {
    return root;
  }

  public Path data() {
    return data;
  }

  public int port(Port port) {
    return ports.get(port) + portOffset;
  }

  public int heapMb(Heap heap) {
    return heapMb.get(heap);
  }

  /** Addresses ({@code host:port}) that the source check admits although it would refuse them. */
  public List<String> allowSources() {
    return allowSources;
  }

  /** The only folder from which files may be sources. */
  public Path fileRoot() {
    return fileRoot;
  }

  /** Where the bridge keeps what it re-hosts, and control-api serves it from. */
  public Path rehostFolder() {
    return rehostFolder;
  }

  /** Where a live channel begins, as the bridge calls it: {@code live} or {@code first}. */
  public String sourceStart() {
    return sourceStart;
  }

  /** Whether senders may push. */
  public boolean push() {
    return push;
  }

  /** The address of this machine at which senders push. */
  public String pushHost() {
    return pushHost;
  }

  /** Families or names of the model packs that hear, translate and speak; the preferred first. */
  public List<String> packs() {
    return packs;
  }

  /** Folder of the model packs that come with the repository. */
  public Path modelsDir() {
    return root.resolve("models/packs");
  }

  public int logMaxMb() {
    return logMaxMb;
  }

  public int logKeep() {
    return logKeep;
  }

  public RunFolder runFolder() {
    return new RunFolder(data);
  }

  public String apiUrl() {
    return "http://" + Port.HOST + ":" + port(Port.CONTROL);
  }

  public String dashboardUrl() {
    return "http://" + Port.HOST + ":" + port(Port.FLINK);
  }

  public static StackSettings usual(Path root, Path data) {
    return of(root, data, Optional.empty(), Map.of());
  }

  /**
   * @param file a properties file; keys given in {@code overrides} win over it
   * @throws BadSettings naming every complaint
   */
  public static StackSettings of(
      Path root, Path data, Optional<Path> file, Map<String, String> overrides) {
    Map<String, String> given = new TreeMap<>();
    List<String> complaints = new ArrayList<>();
    file.ifPresent(
        f -> {
          Properties properties = new Properties();
          try (Reader reader = Files.newBufferedReader(f)) {
            properties.load(reader);
            properties.stringPropertyNames().forEach(k -> given.put(k, properties.getProperty(k)));
          } catch (IOException | IllegalArgumentException e) {
            complaints.add("the settings file " + f + " cannot be read: " + e.getMessage());
          }
        });
    given.putAll(overrides);

    Map<Port, Integer> ports = new EnumMap<>(Port.class);
    for (Port p : Port.values()) {
      ports.put(p, number(given, p.setting(), p.usual(), 1, 65_535, complaints));
    }
    int offset = number(given, "port.offset", 0, -60_000, 60_000, complaints);
    Map<Integer, Port> taken = new TreeMap<>();
    ports.forEach(
        (p, n) -> {
          int number = n + offset;
          if (number < 1 || number > 65_535) {
            complaints.add(
                p.setting() + " + port.offset is " + number + ", not a port (1 … 65535)");
          }
          Port before = taken.put(number, p);
          if (before != null) {
            complaints.add(
                before.setting() + " and " + p.setting() + " are both " + number + "; choose two");
          }
        });
    Map<Heap, Integer> heapMb = new EnumMap<>(Heap.class);
    for (Heap h : Heap.values()) {
      heapMb.put(h, number(given, h.setting(), h.usualMb, 128, 1 << 20, complaints));
    }
    int logMaxMb = number(given, "log.max.mb", 20, 1, 10_000, complaints);
    int logKeep = number(given, "log.keep", 3, 1, 100, complaints);
    List<String> allowSources = list(given.remove("allow.source"));
    List<String> packs = list(given.getOrDefault("engine.pack", USUAL_PACK));
    given.remove("engine.pack");
    if (packs.isEmpty()) {
      complaints.add("engine.pack names no packs; usual is " + USUAL_PACK);
    }
    String fileRoot = given.remove("file.root");
    String rehostFolder = given.remove("rehost.folder");
    String sourceStart = given.getOrDefault("source.start", "live").strip();
    given.remove("source.start");
    if (!sourceStart.equals("live") && !sourceStart.equals("first")) {
      complaints.add("source.start is \"" + sourceStart + "\", neither live nor first");
    }
    String push = given.getOrDefault("push", "off").strip();
    given.remove("push");
    if (!push.equals("on") && !push.equals("off")) {
      complaints.add("push is \"" + push + "\", neither on nor off");
    }
    String pushHost = given.getOrDefault("push.host", Port.HOST).strip();
    given.remove("push.host");
    if (!pushHost.matches("[0-9a-zA-Z.-]+") || pushHost.equals("0.0.0.0")) {
      complaints.add(
          "push.host is \""
              + pushHost
              + "\"; it is the one address or name of this machine that senders are told");
    }
    for (String source : allowSources) {
      if (!HOST_AND_PORT.matcher(source).matches()) {
        complaints.add(
            "allow.source admits exactly one address each, host:port, not \"" + source + "\"");
      }
    }
    given.keySet().forEach(k -> complaints.add("there is no setting \"" + k + "\""));
    if (!complaints.isEmpty()) {
      throw new BadSettings(complaints);
    }
    return new StackSettings(
        root.toAbsolutePath().normalize(),
        data.toAbsolutePath().normalize(),
        offset,
        Map.copyOf(ports),
        Map.copyOf(heapMb),
        allowSources,
        folder(fileRoot, new RunFolder(data).media()),
        folder(rehostFolder, new RunFolder(data).rehosted()),
        sourceStart,
        push.equals("on"),
        pushHost,
        packs,
        logMaxMb,
        logKeep);
  }

  private static Path folder(String given, Path usual) {
    Path folder = given == null || given.isBlank() ? usual : Path.of(given.strip());
    return folder.toAbsolutePath().normalize();
  }

  private static List<String> list(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .distinct()
            .toList();
  }

  /** Takes the key out of {@code given}: what is left at the end is unknown. */
  private static int number(
      Map<String, String> given,
      String key,
      int usual,
      int least,
      int most,
      List<String> complaints) {
    String text = given.remove(key);
    if (text == null || text.isBlank()) {
      return usual;
    }
    try {
      int n = Integer.parseInt(text.strip());
      if (n >= least && n <= most) {
        return n;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    complaints.add(key + " is \"" + text + "\", not a whole number from " + least + " to " + most);
    return usual;
  }

  /** Settings that cannot be meant. */
  public static final class BadSettings extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    BadSettings(List<String> complaints) {
      super(String.join(System.lineSeparator(), complaints));
    }
  }
}
