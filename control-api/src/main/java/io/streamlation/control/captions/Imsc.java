package io.streamlation.control.captions;

import java.io.IOException;
import java.io.Writer;

/**
 * W3C TTML in the text profile of IMSC 1. Where and in which colours is only proposed: white on a
 * dark box, at the bottom.
 */
final class Imsc implements CueFile {
  static final String MEDIA_TYPE = "application/ttml+xml;codecs=im1t";

  @Override
  public void head(Writer out, Exported about) throws IOException {
    out.write(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
            xmlns:tts="http://www.w3.org/ns/ttml#styling"
            ttp:profile="http://www.w3.org/ns/ttml/profile/imsc1/text" ttp:timeBase="media"
            ttp:cellResolution="32 15" xml:lang="%s">
          <head>
            <styling>
        %s      <style xml:id="box" tts:color="#FFFFFFFF" tts:backgroundColor="#000000C2"/>
            </styling>
            <layout>
              <region xml:id="bottom" tts:origin="10%% 65%%" tts:extent="80%% 30%%" tts:displayAlign="after"/>
            </layout>
          </head>
          <body>
            <div>
        """
            .formatted(
                TimedText.escaped(about.usualLanguage()),
                TimedText.styles(
                    "style",
                    "tts:textAlign=\"center\" tts:fontFamily=\"proportionalSansSerif\""
                        + " tts:fontSize=\"80%\" tts:lineHeight=\"125%\"")));
  }

  @Override
  public void cue(Writer out, Cue cue, long number, Exported about) throws IOException {
    out.write(
        "      <p "
            + TimedText.attributes(cue, number, about)
            + "><span style=\"box\">"
            + TimedText.lines(cue, "<br/>")
            + "</span></p>\n");
  }

  @Override
  public void tail(Writer out) throws IOException {
    out.write("    </div>\n  </body>\n</tt>\n");
  }
}
