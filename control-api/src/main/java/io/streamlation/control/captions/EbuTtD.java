package io.streamlation.control.captions;

import java.io.IOException;
import java.io.Writer;

/**
 * EBU-TT-D (EBU Tech 3380): what European broadcasters hand on. It knows styles by name only, wants
 * an id on every paragraph, and text in spans.
 */
final class EbuTtD implements CueFile {
  static final String MEDIA_TYPE = "application/ttml+xml;codecs=etd1";

  @Override
  public void head(Writer out, Exported about) throws IOException {
    out.write(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
            xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ebuttm="urn:ebu:tt:metadata"
            xmlns:ebutts="urn:ebu:tt:style" ttp:timeBase="media" ttp:cellResolution="32 15" xml:lang="%s">
          <tt:head>
            <tt:metadata>
              <ebuttm:documentMetadata>
                <ebuttm:conformsToStandard>urn:ebu:tt:distribution:2014-01</ebuttm:conformsToStandard>
              </ebuttm:documentMetadata>
            </tt:metadata>
            <tt:styling>
        %s      <tt:style xml:id="box" tts:color="#FFFFFFFF" tts:backgroundColor="#000000C2"/>
            </tt:styling>
            <tt:layout>
              <tt:region xml:id="bottom" tts:origin="10%% 65%%" tts:extent="80%% 30%%" tts:displayAlign="after"/>
            </tt:layout>
          </tt:head>
          <tt:body>
            <tt:div>
        """
            .formatted(
                TimedText.escaped(about.usualLanguage()),
                TimedText.styles(
                    "tt:style",
                    "tts:textAlign=\"center\" tts:fontFamily=\"proportionalSansSerif\""
                        + " tts:fontSize=\"80%\" tts:lineHeight=\"125%\" ebutts:linePadding=\"0.5c\"")));
  }

  @Override
  public void cue(Writer out, Cue cue, long number, Exported about) throws IOException {
    out.write(
        "      <tt:p "
            + TimedText.attributes(cue, number, about)
            + "><tt:span style=\"box\">"
            + TimedText.lines(cue, "<tt:br/>")
            + "</tt:span></tt:p>\n");
  }

  @Override
  public void tail(Writer out) throws IOException {
    out.write("    </tt:div>\n  </tt:body>\n</tt:tt>\n");
  }
}
