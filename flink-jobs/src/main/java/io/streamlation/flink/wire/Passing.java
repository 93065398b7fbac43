package io.streamlation.flink.wire;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.streamlation.contracts.Topics;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.contracts.v1.TranslatedCaption;
import io.streamlation.contracts.v1.Translation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What passes from room to room, all in one stream: a room takes what is meant for it and lets the
 * rest go by. What is left behind the last room are sayings: each belongs on a topic.
 *
 * <p>A message is known on the wire by its place in this list: new ones go to its end.
 */
public enum Passing {
  FRAME(AudioFrame.class, AudioFrame.parser(), AudioFrame::getSessionId),
  PLAN(PlanArrival.class, PlanArrival.parser(), PlanArrival::getSessionId),
  UTTERANCE(SpeechChunk.class, SpeechChunk.parser(), SpeechChunk::getSessionId),
  HYPOTHESIS(Hypothesis.class, Hypothesis.parser(), Hypothesis::getSessionId),
  SETTLED(SettledCaption.class, SettledCaption.parser(), SettledCaption::getSessionId),
  TARGETED(TargetedCaption.class, TargetedCaption.parser(), TargetedCaption::getSessionId),
  TRANSLATED(TranslatedCaption.class, TranslatedCaption.parser(), TranslatedCaption::getSessionId),
  CAPTION(Topics.CAPTIONS, Caption.class, Caption.parser(), Caption::getSessionId),
  TRANSLATION(
      Topics.TRANSLATIONS, Translation.class, Translation.parser(), Translation::getSessionId),
  SPEECH(Topics.SPEECH, SpokenSegment.class, SpokenSegment.parser(), SpokenSegment::getSessionId),
  TALLY(Topics.LEDGER, LedgerTally.class, LedgerTally.parser(), LedgerTally::getSessionId),
  EVENT(Topics.EVENTS, SessionEvent.class, SessionEvent.parser(), SessionEvent::getSessionId),
  /** Its topic lies beside the one it came from, and its key may be anything. */
  DEAD_LETTER(DeadLetter.class, DeadLetter.parser(), letter -> "");

  public static final TypeInformation<Message> TYPE = PassingTypeInfo.INSTANCE;

  private static final Map<Class<?>, Passing> BY_MESSAGE = new HashMap<>();

  static {
    for (Passing passing : values()) {
      BY_MESSAGE.put(passing.message, passing);
    }
  }

  private final Optional<Topics> topic;
  private final Class<? extends Message> message;
  private final Parser<? extends Message> parser;
  private final Function<Message, String> session;

  <M extends Message> Passing(Class<M> message, Parser<M> parser, Function<M, String> session) {
    this(Optional.empty(), message, parser, session);
  }

  <M extends Message> Passing(
      Topics topic, Class<M> message, Parser<M> parser, Function<M, String> session) {
    this(Optional.of(topic), message, parser, session);
  }

  <M extends Message> Passing(
      Optional<Topics> topic, Class<M> message, Parser<M> parser, Function<M, String> session) {
    this.topic = topic;
    this.message = message;
    this.parser = parser;
    this.session = any -> session.apply(message.cast(any));
  }

  static Passing of(Message message) {
    Passing passing = BY_MESSAGE.get(message.getClass());
    if (passing == null) {
      throw new IllegalArgumentException(
          "no room gives or takes a " + message.getDescriptorForType().getFullName());
    }
    return passing;
  }

  /** The session it belongs to; a dead letter belongs to none. */
  public static String sessionOf(Message message) {
    return of(message).session.apply(message);
  }

  Optional<Topics> topic() {
    return topic;
  }

  Parser<? extends Message> parser() {
    return parser;
  }
}
