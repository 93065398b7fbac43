package io.streamlation.bulletin.sound;

import io.streamlation.bulletin.script.Delivery;

/** Says a sentence. The same sentence in the same delivery sounds the same every time. */
@FunctionalInterface
public interface Speaker {
  /**
   * @throws io.streamlation.bulletin.BulletinException if it cannot be said
   */
  Speech say(String text, Delivery delivery);

  /**
   * @param samples mono, 16 bit, with whatever silence the speaker leaves at both ends
   */
  record Speech(short[] samples, int sampleRateHz) {}
}
