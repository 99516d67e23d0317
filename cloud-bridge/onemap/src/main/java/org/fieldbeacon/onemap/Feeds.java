package org.fieldbeacon.onemap;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// The feeds for other systems, from what [MapQueries] found. Pure.
final class Feeds {
  private static final String ATOM = "http://www.w3.org/2005/Atom";

  private Feeds() {}

  /// RFC 4287; one entry per CAP message.
  static String atom(JsonArray caps, String baseUrl, String updated) {
    var out = new StringWriter();
    try {
      XMLStreamWriter to = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      to.writeStartDocument("UTF-8", "1.0");
      to.writeStartElement("feed");
      to.writeDefaultNamespace(ATOM);
      text(to, "id", "urn:fieldbeacon:onemap:cap");
      text(to, "title", "Fieldbeacon CAP 1.2");
      text(to, "updated", caps.isEmpty() ? updated : caps.getJsonObject(0).getString("sent"));
      link(to, "self", "application/atom+xml", baseUrl + "/feeds/cap.atom");
      to.writeStartElement("author");
      text(to, "name", "Fieldbeacon one map");
      to.writeEndElement();
      for (int i = 0; i < caps.size(); i++) {
        entry(to, caps.getJsonObject(i), baseUrl);
      }
      to.writeEndElement();
      to.writeEndDocument();
      to.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return out.toString();
  }

  /// RFC 7946: a point feature for each open alarm that has a position.
  static JsonObject geoJson(JsonArray alarms) {
    var features = new JsonArray();
    for (int i = 0; i < alarms.size(); i++) {
      JsonObject alarm = alarms.getJsonObject(i).copy();
      JsonObject position = alarm.getJsonObject("position");
      alarm.remove("position");
      alarm.remove("evidence");
      features.add(
          new JsonObject()
              .put("type", "Feature")
              .put("id", alarm.getString("alarmId"))
              .put("geometry", position == null ? null : point(position))
              .put("properties", alarm));
    }
    return new JsonObject().put("type", "FeatureCollection").put("features", features);
  }

  private static JsonObject point(JsonObject position) {
    return new JsonObject()
        .put("type", "Point")
        .put(
            "coordinates",
            new JsonArray()
                .add(position.getDouble("longitudeDeg"))
                .add(position.getDouble("latitudeDeg")));
  }

  private static void entry(XMLStreamWriter to, JsonObject cap, String baseUrl)
      throws XMLStreamException {
    String identifier = cap.getString("identifier");
    to.writeStartElement("entry");
    text(to, "id", "urn:fieldbeacon:cap:" + URLEncoder.encode(identifier, StandardCharsets.UTF_8));
    text(to, "title", mark(cap) + cap.getString("msgType") + ": " + cap.getString("title"));
    text(to, "updated", cap.getString("sent"));
    link(to, "alternate", "application/cap+xml", baseUrl + capPath(identifier));
    to.writeEndElement();
  }

  /// What is no real alert must not look like one, not even in a list of titles.
  private static String mark(JsonObject cap) {
    return switch (cap.getString("status")) {
      case "Exercise" -> "[演练 Exercise] ";
      case "Test" -> "[测试 Test] ";
      default -> "";
    };
  }

  static String capPath(String identifier) {
    return "/feeds/cap/"
        + URLEncoder.encode(identifier, StandardCharsets.UTF_8).replace("+", "%20")
        + ".xml";
  }

  private static void text(XMLStreamWriter to, String name, String text) throws XMLStreamException {
    to.writeStartElement(name);
    to.writeCharacters(text);
    to.writeEndElement();
  }

  private static void link(XMLStreamWriter to, String rel, String type, String href)
      throws XMLStreamException {
    to.writeEmptyElement("link");
    to.writeAttribute("rel", rel);
    to.writeAttribute("type", type);
    to.writeAttribute("href", href);
  }
}
