package io.streamlation.control.captions;

import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The W3C's schema of TTML1, as the Timed Text Verifier carries it. It lets attributes and metadata
 * of other name spaces pass, so it says of EBU-TT-D that it is TTML, and no more.
 */
final class TimedTextSchema {
  private static final Schema TTML1 = schema();

  private TimedTextSchema() {}

  private static Schema schema() {
    URL file = TimedTextSchema.class.getResource("/com/skynav/ttv/xsd/ttml1/ttml1.xsd");
    try {
      return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI).newSchema(file);
    } catch (SAXException e) {
      throw new IllegalStateException(e);
    }
  }

  static void check(String file) {
    try {
      TTML1.newValidator().validate(new StreamSource(new StringReader(file)));
    } catch (SAXException | IOException e) {
      throw new AssertionError(
          e.getMessage() + " in:\n" + file.substring(0, Math.min(9_000, file.length())), e);
    }
  }

  /** Well-formed, whatever it says. */
  static void parse(String file) {
    try {
      var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      builder.parse(new InputSource(new StringReader(file)));
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError(e.getMessage() + " in:\n" + file, e);
    }
  }
}
