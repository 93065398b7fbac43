package io.streamlation.bulletin.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.streamlation.bulletin.BulletinException;
import io.streamlation.bulletin.script.Delivery;
import org.junit.jupiter.api.Test;

/** Needs {@code espeak-ng} and says so when it is not there. */
class ESpeakTest {
  private static final Delivery READER = new Delivery("en-gb+f2", 150, 50);

  @Test
  void saysTheSameTwice() {
    Speaker.Speech once = new ESpeak().say("the price of oil is ten dollars", READER);
    assertThat(once.sampleRateHz()).isEqualTo(22_050);
    assertThat(once.samples().length / 22_050.0).isBetween(1.5, 4.0);
    assertThat(new ESpeak().say("the price of oil is ten dollars", READER).samples())
        .isEqualTo(once.samples());
  }

  @Test
  void saysWhichVoiceIsMissing() {
    assertThatExceptionOfType(BulletinException.class)
        .isThrownBy(() -> new ESpeak().say("hello", new Delivery("xx-nowhere", 150, 50)))
        .withMessageContaining("xx-nowhere");
  }

  @Test
  void saysWhatToInstallWhenItIsMissing() {
    assertThatExceptionOfType(BulletinException.class)
        .isThrownBy(() -> new ESpeak("espeak-that-is-not-there").say("hello", READER))
        .withMessageContaining("espeak-that-is-not-there")
        .withMessageContaining("apt-get install espeak-ng");
  }
}
