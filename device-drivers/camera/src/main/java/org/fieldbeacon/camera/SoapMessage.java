package org.fieldbeacon.camera;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// SOAP 1.2 as far as ONVIF cameras need it. A message with a document type is not read.
final class SoapMessage {
  static final String GET_TIME =
      "<GetSystemDateAndTime xmlns=\"http://www.onvif.org/ver10/device/wsdl\"/>";
  static final String GET_MEDIA_CAPABILITY =
      "<GetCapabilities xmlns=\"http://www.onvif.org/ver10/device/wsdl\">"
          + "<Category>Media</Category></GetCapabilities>";
  static final String GET_PROFILES =
      "<GetProfiles xmlns=\"http://www.onvif.org/ver10/media/wsdl\"/>";

  private static final String WSSE =
      "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
  private static final String WSU =
      "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
  private static final String DIGEST =
      "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
          + "#PasswordDigest";
  private static final String BASE64 =
      "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0"
          + "#Base64Binary";

  private final Document document;

  private SoapMessage(Document document) {
    this.document = document;
  }

  static String getSnapshotUri(String profile) {
    return "<GetSnapshotUri xmlns=\"http://www.onvif.org/ver10/media/wsdl\"><ProfileToken>"
        + escaped(profile)
        + "</ProfileToken></GetSnapshotUri>";
  }

  static String request(String body, Optional<String> security) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        + "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\">"
        + security.map(s -> "<s:Header>" + s + "</s:Header>").orElse("")
        + "<s:Body>"
        + body
        + "</s:Body></s:Envelope>";
  }

  /// WS-Security UsernameToken Profile 1.0 §3.1: Base64(SHA-1(nonce + created + password)).
  static String usernameToken(Login login, String nonce, Instant created) {
    byte[] nonceBytes = nonce.getBytes(StandardCharsets.US_ASCII);
    String stamp = created.truncatedTo(ChronoUnit.MILLIS).toString();
    return "<Security s:mustUnderstand=\"1\" xmlns=\"%s\"><UsernameToken>".formatted(WSSE)
        + "<Username>%s</Username>".formatted(escaped(login.user()))
        + "<Password Type=\"%s\">%s</Password>"
            .formatted(DIGEST, passwordDigest(nonceBytes, stamp, login.password()))
        + "<Nonce EncodingType=\"%s\">%s</Nonce>"
            .formatted(BASE64, Base64.getEncoder().encodeToString(nonceBytes))
        + "<Created xmlns=\"%s\">%s</Created>".formatted(WSU, stamp)
        + "</UsernameToken></Security>";
  }

  static String passwordDigest(byte[] nonce, String created, String password) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(nonce);
      sha1.update(created.getBytes(StandardCharsets.UTF_8));
      sha1.update(password.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(sha1.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Empty when it is no well-formed envelope.
  static Optional<SoapMessage> read(byte[] bytes) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      var builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      Document document = builder.parse(new ByteArrayInputStream(bytes));
      boolean isEnvelope = "Envelope".equals(document.getDocumentElement().getLocalName());
      return isEnvelope ? Optional.of(new SoapMessage(document)) : Optional.empty();
    } catch (SAXException | IOException _) {
      return Optional.empty();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The text of the first `name` inside the first `parent`, by local names.
  Optional<String> text(String parent, String name) {
    return first(document.getDocumentElement(), parent)
        .flatMap(p -> first(p, name))
        .map(e -> e.getTextContent().strip());
  }

  /// An attribute of every element of this local name, in order.
  List<String> attributes(String name, String attribute) {
    List<String> found = new ArrayList<>();
    NodeList nodes = document.getElementsByTagNameNS("*", name);
    for (int i = 0; i < nodes.getLength(); i++) {
      if (nodes.item(i) instanceof Element e && e.hasAttribute(attribute)) {
        found.add(e.getAttribute(attribute));
      }
    }
    return found;
  }

  /// What went wrong at the camera; empty when nothing did.
  Optional<String> fault() {
    return first(document.getDocumentElement(), "Fault")
        .map(
            fault ->
                first(fault, "Text")
                    .or(() -> first(fault, "faultstring"))
                    .orElse(fault)
                    .getTextContent()
                    .strip()
                    .replaceAll("\\s+", " "))
        .map(text -> text.length() > 200 ? text.substring(0, 200) : text);
  }

  /// `ter:NotAuthorized` (ONVIF Core Specification, common faults) or `wsse:FailedAuthentication`.
  boolean isNotAuthorized() {
    NodeList codes = document.getElementsByTagNameNS("*", "Value");
    for (int i = 0; i < codes.getLength(); i++) {
      String code = codes.item(i).getTextContent();
      if (code.contains("NotAuthorized") || code.contains("FailedAuthentication")) {
        return fault().isPresent();
      }
    }
    return false;
  }

  /// The time in an answer to [#GET_TIME].
  Optional<Instant> utc() {
    Optional<Element> utc = first(document.getDocumentElement(), "UTCDateTime");
    try {
      return utc.map(
          u ->
              LocalDateTime.of(
                      number(u, "Year"),
                      number(u, "Month"),
                      number(u, "Day"),
                      number(u, "Hour"),
                      number(u, "Minute"),
                      Math.min(59, number(u, "Second")))
                  .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static int number(Element in, String name) {
    return Integer.parseInt(first(in, name).map(e -> e.getTextContent().strip()).orElse(""));
  }

  private static Optional<Element> first(Element in, String name) {
    return in.getElementsByTagNameNS("*", name).item(0) instanceof Element e
        ? Optional.of(e)
        : Optional.empty();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
