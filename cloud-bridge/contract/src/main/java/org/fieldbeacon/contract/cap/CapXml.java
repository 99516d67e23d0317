package org.fieldbeacon.contract.cap;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.fieldbeacon.contract.ContractException;

/// [CapAlert] as CAP 1.2 XML. Reading takes no document type, no foreign element save an XML
/// signature (which is skipped, not checked), and the elements in the schema's order only.
public final class CapXml {
  public static final String NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2";

  /// Longest alert taken; a resource may carry its content in base64.
  public static final int MAX_BYTES = 1 << 20;

  private static final String SIGNATURES = "http://www.w3.org/2000/09/xmldsig#";
  private static final int MAX_ELEMENTS = 20_000;

  /// alert, info, area, geocode, value.
  private static final int MAX_DEPTH = 5;

  private CapXml() {}

  public static String write(CapAlert alert) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter to = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      to.writeStartDocument("UTF-8", "1.0");
      to.setDefaultNamespace(NAMESPACE);
      write(CapTree.of(alert), true, to);
      to.writeEndDocument();
      to.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return out.toString();
  }

  private static void write(CapNode node, boolean isRoot, XMLStreamWriter to)
      throws XMLStreamException {
    to.writeStartElement(NAMESPACE, node.name());
    if (isRoot) {
      to.writeDefaultNamespace(NAMESPACE);
    }
    to.writeCharacters(legal(node.text()));
    for (CapNode child : node.children()) {
      write(child, false, to);
    }
    to.writeEndElement();
  }

  /// XML 1.0 §2.2: most control characters may not even be escaped. An alert must not fail over
  /// one.
  private static String legal(String text) {
    return text.replaceAll(
        "[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
  }

  public static CapAlert read(String xml) {
    return read(xml.getBytes(StandardCharsets.UTF_8));
  }

  /// @throws ContractException naming the element, what it held and what was wanted
  public static CapAlert read(byte[] xml) {
    if (xml.length > MAX_BYTES) {
      throw new ContractException(
          "CAP alert: got " + xml.length + " B, wanted at most " + MAX_BYTES + " B");
    }
    try {
      XMLStreamReader from = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
      try {
        return CapTree.alert(new TreeReader(from).root());
      } finally {
        from.close();
      }
    } catch (XMLStreamException e) {
      throw new ContractException(
          "CAP alert, "
              + (e.getLocation() == null ? "" : "line " + e.getLocation().getLineNumber() + ": ")
              + "got XML that does not parse ("
              + String.valueOf(e.getMessage()).replaceAll("\\s+", " ")
              + "), wanted well-formed XML 1.0");
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static final class TreeReader {
    private final XMLStreamReader from;
    private int elements;

    TreeReader(XMLStreamReader from) {
      this.from = from;
    }

    CapNode root() throws XMLStreamException {
      while (from.next() != XMLStreamConstants.START_ELEMENT) {
        refuseDocumentType();
      }
      if (!NAMESPACE.equals(from.getNamespaceURI())) {
        throw CapText.bad("/", String.valueOf(from.getNamespaceURI()), "namespace " + NAMESPACE);
      }
      CapNode root = element(1);
      while (from.hasNext()) {
        from.next();
      }
      return root;
    }

    private CapNode element(int depth) throws XMLStreamException {
      String name = from.getLocalName();
      if (depth > MAX_DEPTH || ++elements > MAX_ELEMENTS) {
        throw new ContractException(
            "CAP alert, line "
                + from.getLocation().getLineNumber()
                + ": got one more element "
                + name
                + ", wanted at most "
                + MAX_DEPTH
                + " deep and "
                + MAX_ELEMENTS
                + " in all");
      }
      StringBuilder text = new StringBuilder();
      List<CapNode> children = new ArrayList<>();
      for (int event = from.next(); event != XMLStreamConstants.END_ELEMENT; event = from.next()) {
        switch (event) {
          case XMLStreamConstants.START_ELEMENT -> child(depth, children);
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
              text.append(from.getText());
          case XMLStreamConstants.ENTITY_REFERENCE ->
              throw CapText.bad("element " + name, "&" + from.getLocalName() + ";", "plain text");
          default -> {}
        }
      }
      if (!children.isEmpty() && !text.toString().isBlank()) {
        throw CapText.bad("element " + name, text.toString().strip(), "elements only");
      }
      return new CapNode(name, children.isEmpty() ? text.toString() : "", children);
    }

    private void child(int depth, List<CapNode> siblings) throws XMLStreamException {
      if (NAMESPACE.equals(from.getNamespaceURI())) {
        siblings.add(element(depth + 1));
      } else if (depth == 1 && SIGNATURES.equals(from.getNamespaceURI())) {
        skip();
      } else {
        throw CapText.bad(
            "element " + from.getLocalName(),
            String.valueOf(from.getNamespaceURI()),
            "namespace " + NAMESPACE);
      }
    }

    private void skip() throws XMLStreamException {
      for (int depth = 1; depth > 0; ) {
        int event = from.next();
        depth +=
            switch (event) {
              case XMLStreamConstants.START_ELEMENT -> 1;
              case XMLStreamConstants.END_ELEMENT -> -1;
              default -> 0;
            };
      }
    }

    private void refuseDocumentType() {
      if (from.getEventType() == XMLStreamConstants.DTD) {
        throw new ContractException("CAP alert: got a document type, wanted none");
      }
    }
  }
}
