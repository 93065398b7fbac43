package io.streamlation.control.captions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** The types of file that captions are exported to. */
enum CueFormat {
  SRT("srt", SubRip.MEDIA_TYPE, new SubRip()),
  VTT("vtt", WebVtt.MEDIA_TYPE, new WebVtt()),
  TTML("ttml", Imsc.MEDIA_TYPE, new Imsc()),
  EBU_TT_D("ebuttd.xml", EbuTtD.MEDIA_TYPE, new EbuTtD()),
  TXT("txt", PlainLines.MEDIA_TYPE, new PlainLines()),
  JSON("json", JsonCues.MEDIA_TYPE, new JsonCues());

  private final String extension;
  private final String mediaType;
  private final CueFile file;

  CueFormat(String extension, String mediaType, CueFile file) {
    this.extension = extension;
    this.mediaType = mediaType;
    this.file = file;
  }

  String mediaType() {
    return mediaType;
  }

  String extension() {
    return extension;
  }

  void head(Writer out, Exported about) throws IOException {
    file.head(out, about);
  }

  /** {@code number} counts from 1. Cues without text are left out where the format needs some. */
  boolean writeCue(Writer out, Cue cue, long number, Exported about) {
    if (file.needsText() && cue.shown().isEmpty()) {
      return false;
    }
    try {
      file.cue(out, cue, number, about);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void tail(Writer out) throws IOException {
    file.tail(out);
  }
}
