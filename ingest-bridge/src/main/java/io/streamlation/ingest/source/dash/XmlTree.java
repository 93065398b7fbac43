package io.streamlation.ingest.source.dash;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One element with what is in it. Names go without their namespace, which packagers get wrong;
 * {@code xlink:href} alone keeps its prefix, so that it cannot be taken for another.
 */
record XmlTree(
    String name, Map<String, String> attributes, List<XmlTree> children, StringBuilder words) {
  private static final int MOST_ELEMENTS = 200_000;
  private static final int DEEPEST = 32;
  private static final String XLINK = "http://www.w3.org/1999/xlink";
  private static final XMLInputFactory READERS = harmless();

  /** It is no XML, or none that is read here. */
  static final class NotRead extends Exception {
    private static final long serialVersionUID = 1L;

    NotRead(String message) {
      super(message);
    }
  }

  /** Knows no entities and fetches nothing, whatever a document type asks for. */
  private static XMLInputFactory harmless() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("it refers to another document");
        });
    return factory;
  }

  static XmlTree read(byte[] bytes) throws NotRead {
    try {
      // As UTF-8, whatever it says of itself: other encodings only hide what is in it.
      String text = new String(bytes, StandardCharsets.UTF_8);
      XMLStreamReader reader =
          READERS.createXMLStreamReader(
              new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
      try {
        return read(reader);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException | RuntimeException e) {
      throw new NotRead("it is no XML (" + firstLine(e) + ")");
    }
  }

  private static XmlTree read(XMLStreamReader reader) throws XMLStreamException, NotRead {
    Deque<XmlTree> open = new ArrayDeque<>();
    XmlTree root = null;
    int elements = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD -> throw new NotRead("it has a document type declaration");
        case XMLStreamConstants.START_ELEMENT -> {
          if (++elements > MOST_ELEMENTS || open.size() >= DEEPEST) {
            throw new NotRead(
                "it has more than "
                    + MOST_ELEMENTS
                    + " elements, or "
                    + DEEPEST
                    + " in each other");
          }
          XmlTree element = element(reader);
          if (open.isEmpty()) {
            root = element;
          } else {
            open.peek().children.add(element);
          }
          open.push(element);
        }
        case XMLStreamConstants.CHARACTERS -> {
          if (!open.isEmpty()) {
            open.peek().words.append(reader.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> open.pop();
        default -> {}
      }
    }
    if (root == null) {
      throw new NotRead("it is empty");
    }
    return root;
  }

  private static XmlTree element(XMLStreamReader reader) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String prefix = XLINK.equals(reader.getAttributeNamespace(i)) ? "xlink:" : "";
      attributes.put(prefix + reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    return new XmlTree(reader.getLocalName(), attributes, new ArrayList<>(), new StringBuilder(0));
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  Optional<String> attribute(String wanted) {
    return Optional.ofNullable(attributes.get(wanted));
  }

  List<XmlTree> all(String wanted) {
    return children.stream().filter(c -> c.name.equals(wanted)).toList();
  }

  Optional<XmlTree> first(String wanted) {
    return children.stream().filter(c -> c.name.equals(wanted)).findFirst();
  }

  String text() {
    return words.toString().strip();
  }
}
