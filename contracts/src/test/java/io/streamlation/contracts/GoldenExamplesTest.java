package io.streamlation.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.Claim;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.LiveRequest;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SourceSegment;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.Translation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The files under {@code golden/} are what other readers (the ui, data teams) test against. A
 * message that changed on purpose: {@code mvn -f contracts/pom.xml test -Dtest=GoldenExamplesTest
 * -Dgolden.write=true}, then look at the difference.
 */
class GoldenExamplesTest {
  private static final Path GOLDEN = Path.of("src/main/resources/golden");
  private static final Map<String, Message> EXAMPLES = GoldenExamples.all();

  @BeforeAll
  static void writesTheFilesWhenAsked() throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN);
      for (Path old : goldenFiles()) {
        Files.delete(old);
      }
      for (Map.Entry<String, Message> example : EXAMPLES.entrySet()) {
        Files.write(binaryOf(example.getKey()), bytes(example.getValue()));
        Files.writeString(jsonOf(example.getKey()), json(example.getValue()));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> readsTheBinaryExample() {
    return eachExample(
        (name, example) -> {
          byte[] stored = Files.readAllBytes(binaryOf(name));
          assertThat(example.getParserForType().parseFrom(stored)).isEqualTo(example);
          assertThat(bytes(example)).isEqualTo(stored);
        });
  }

  @TestFactory
  Stream<DynamicTest> readsTheJsonExample() {
    return eachExample(
        (name, example) -> {
          String stored = Files.readString(jsonOf(name), UTF_8);
          Message.Builder read = example.newBuilderForType();
          JsonFormat.parser().merge(stored, read);
          assertThat(read.build()).isEqualTo(example);
          assertThat(json(example)).isEqualTo(stored);
        });
  }

  @Test
  void everyTopicHasAnExampleOfItsMessage() {
    assertThat(messageOfTopic().keySet())
        .as("topics whose message this test knows")
        .containsExactlyInAnyOrder(Topics.values());
    assertThat(examplesOf(messageOfTopic().values())).containsAll(names(messageOfTopic().values()));
  }

  @Test
  void everyKindOfContentIsShownOnce() {
    Set<String> shown = new TreeSet<>();
    EXAMPLES.values().forEach(example -> collectArms(example, shown));
    Set<String> declared = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    messagesThatCrossABorder().forEach(d -> collectDeclaredArms(d, declared, seen));
    assertThat(shown).isEqualTo(declared);
  }

  @Test
  void noExampleIsLeftOver() throws IOException {
    assertThat(goldenFiles().stream().map(p -> p.getFileName().toString()))
        .containsExactlyInAnyOrderElementsOf(
            EXAMPLES.keySet().stream()
                .flatMap(name -> Stream.of(name + ".binpb", name + ".json"))
                .toList());
  }

  private static Map<Topics, Descriptor> messageOfTopic() {
    Map<Topics, Descriptor> messages = new EnumMap<>(Topics.class);
    messages.put(Topics.SESSIONS, SessionPlan.getDescriptor());
    messages.put(Topics.CLAIMS, Claim.getDescriptor());
    messages.put(Topics.AUDIO, AudioFrame.getDescriptor());
    messages.put(Topics.CAPTIONS, Caption.getDescriptor());
    messages.put(Topics.TRANSLATIONS, Translation.getDescriptor());
    messages.put(Topics.SPEECH, SpokenSegment.getDescriptor());
    messages.put(Topics.EVENTS, SessionEvent.getDescriptor());
    messages.put(Topics.LEDGER, LedgerTally.getDescriptor());
    messages.put(Topics.SEGMENTS, SourceSegment.getDescriptor());
    for (Topics topic : Topics.values()) {
      if (topic.topicName().endsWith("-dead-letters")) {
        messages.put(topic, DeadLetter.getDescriptor());
      }
    }
    return messages;
  }

  private static Stream<Descriptor> messagesThatCrossABorder() {
    return Stream.concat(
        messageOfTopic().values().stream(),
        Stream.of(LiveRequest.getDescriptor(), LiveMessage.getDescriptor()));
  }

  private static Set<String> names(Collection<Descriptor> messages) {
    return messages.stream().map(Descriptor::getName).collect(Collectors.toSet());
  }

  private static Set<String> examplesOf(Collection<Descriptor> messages) {
    return EXAMPLES.entrySet().stream()
        .filter(e -> messages.contains(e.getValue().getDescriptorForType()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static void collectDeclaredArms(Descriptor message, Set<String> arms, Set<String> seen) {
    if (!seen.add(message.getFullName())) {
      return;
    }
    for (OneofDescriptor oneof : message.getRealOneofs()) {
      oneof.getFields().forEach(field -> arms.add(field.getFullName()));
    }
    for (FieldDescriptor field : message.getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        collectDeclaredArms(field.getMessageType(), arms, seen);
      }
    }
  }

  private static void collectArms(Message message, Set<String> arms) {
    for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
      FieldDescriptor field = set.getKey();
      if (field.getRealContainingOneof() != null) {
        arms.add(field.getFullName());
      }
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        Collection<?> values =
            field.isRepeated() ? (Collection<?>) set.getValue() : Set.of(set.getValue());
        values.forEach(value -> collectArms((Message) value, arms));
      }
    }
  }

  private static Collection<Path> goldenFiles() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files.toList();
    }
  }

  private static Path binaryOf(String name) {
    return GOLDEN.resolve(name + ".binpb");
  }

  private static Path jsonOf(String name) {
    return GOLDEN.resolve(name + ".json");
  }

  /** The same bytes each time, maps included. */
  private static byte[] bytes(Message message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String json(Message message) throws InvalidProtocolBufferException {
    return JsonFormat.printer().sortingMapKeys().print(message) + "\n";
  }

  private static Stream<DynamicTest> eachExample(Check check) {
    return EXAMPLES.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(e.getKey(), () -> check.against(e.getKey(), e.getValue())));
  }

  private interface Check {
    void against(String name, Message example) throws IOException;
  }
}
