package io.streamlation.ingest.address;

/** Part of a resource: {@code lengthBytes} from {@code offsetBytes} on. */
public record ByteSpan(long offsetBytes, long lengthBytes) {
  public ByteSpan {
    if (offsetBytes < 0 || lengthBytes < 1 || offsetBytes > Long.MAX_VALUE - lengthBytes) {
      throw new IllegalArgumentException(
          "no part of a resource: " + lengthBytes + " bytes at " + offsetBytes);
    }
  }

  public long endBytes() {
    return offsetBytes + lengthBytes;
  }
}
