package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A camera that says itself where its picture is, behind a router and with a clock an hour ahead.
@Timeout(60)
class OnvifIT {
  private static final Duration AHEAD = Duration.ofHours(1);
  private static final String NONCE = "7ypf";

  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer camera;
  private Site site;
  private Path passwordFile;
  private volatile String picturePath = "/pics/now?token=main&q=1";

  @BeforeEach
  void start() throws IOException {
    passwordFile = folder.resolve("password");
    Files.writeString(passwordFile, "Süd & West\n");
    camera = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    camera.createContext("/onvif/", this::soap);
    camera.createContext("/pics/", this::picture);
    camera.start();
    site =
        new Site(
            Site.tcp(camera.getAddress().getPort()),
            Map.of(
                "onvif",
                "/onvif/device_service",
                "user",
                "field",
                "password-file",
                passwordFile.toString()));
  }

  @AfterEach
  void stop() {
    site.close();
    camera.stop(0);
  }

  @Test
  void thePictureIsFetchedFromWhereTheCameraSaysAndTheAnswerIsKept() {
    site.poll();
    assertEquals(List.of(16), site.sizes(), site.said());
    assertEquals(
        List.of(
            "GetSystemDateAndTime",
            "GetCapabilities",
            "GetProfiles",
            "GetSnapshotUri main",
            "401",
            "picture"),
        asked);
    asked.clear();
    site.poll();
    assertEquals(List.of("picture"), asked);
  }

  @Test
  void aPlaceThatMovedIsAskedForAgain() {
    site.poll();
    picturePath = "/pics/other";
    site.poll();
    assertEquals(List.of(), site.sizes());
    assertTrue(site.said().contains("got 404"), site.said());
    site.poll();
    assertEquals(List.of(16), site.sizes(), site.said());
  }

  @Test
  void aWrongPasswordIsToldByTheCamera() throws IOException {
    Files.writeString(passwordFile, "guess");
    site.poll();
    assertTrue(site.said().startsWith("MISCONFIGURED"), site.said());
    assertTrue(site.said().contains("Sender not authorized"), site.said());
    assertTrue(!site.said().contains("guess"), site.said());
  }

  @Test
  void aPasswordFileThatIsNotThereIsTold() throws IOException {
    Files.delete(passwordFile);
    site.poll();
    assertTrue(site.said().startsWith("MISCONFIGURED password-file"), site.said());
  }

  @Test
  void aDocumentTypeIsNotRead() {
    byte[] bomb =
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Envelope>&x;</Envelope>"
            .getBytes(StandardCharsets.UTF_8);
    assertEquals(Optional.empty(), SoapMessage.read(bomb).map(_ -> "read"));
  }

  /// The example of the ONVIF Application Programmer's Guide §6.1.1.3.
  @Test
  void thePasswordDigestOfTheGuideComesOut() {
    assertEquals(
        "tuOSpGlFlIXsozq4HFNeeGeFLEI=",
        SoapMessage.passwordDigest(
            Base64.getDecoder().decode("LKqI6G/AikKCQrN0zqZFlg=="),
            "2010-09-16T07:50:45Z",
            "userpassword"));
  }

  private void soap(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (request.contains("GetSystemDateAndTime")) {
      asked.add("GetSystemDateAndTime");
      var utc = site.now().plus(AHEAD).atOffset(java.time.ZoneOffset.UTC);
      reply(
          exchange,
          "<tds:SystemDateAndTime xmlns:tds='t' xmlns:tt='u'><tt:UTCDateTime><tt:Time><tt:Hour>%d</tt:Hour><tt:Minute>%d</tt:Minute><tt:Second>%d</tt:Second></tt:Time><tt:Date><tt:Year>%d</tt:Year><tt:Month>%d</tt:Month><tt:Day>%d</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime>"
              .formatted(
                  utc.getHour(),
                  utc.getMinute(),
                  utc.getSecond(),
                  utc.getYear(),
                  utc.getMonthValue(),
                  utc.getDayOfMonth()));
    } else if (!isBelieved(request)) {
      reply(
          exchange,
          "<s:Fault xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code><s:Reason><s:Text>Sender not authorized</s:Text></s:Reason></s:Fault>");
    } else if (request.contains("GetCapabilities")) {
      asked.add("GetCapabilities");
      reply(
          exchange,
          "<c:Capabilities xmlns:c='c'><c:Media><c:XAddr>http://192.168.1.64/onvif/Media</c:XAddr></c:Media></c:Capabilities>");
    } else if (request.contains("GetProfiles")) {
      asked.add("GetProfiles");
      reply(
          exchange, "<m:Profiles xmlns:m='m' token='main'/><m:Profiles xmlns:m='m' token='sub'/>");
    } else if (request.contains("GetSnapshotUri")) {
      asked.add("GetSnapshotUri " + between(request, "<ProfileToken>", "</ProfileToken>"));
      reply(
          exchange,
          "<m:MediaUri xmlns:m='m'><m:Uri>http://192.168.1.64:80"
              + picturePath.replace("&", "&amp;")
              + "</m:Uri></m:MediaUri>");
    }
  }

  /// As a camera checks it: the digest over nonce, time and password; the time within a minute of
  /// its own clock.
  private boolean isBelieved(String request) {
    if (!request.contains("<Username>field</Username>")) {
      return false;
    }
    byte[] nonce = Base64.getDecoder().decode(between(request, "Base64Binary\">", "</Nonce>"));
    String created = between(request, "utility-1.0.xsd\">", "</Created>");
    Duration off = Duration.between(site.now().plus(AHEAD), Instant.parse(created)).abs();
    return off.compareTo(Duration.ofMinutes(1)) < 0
        && SoapMessage.passwordDigest(nonce, created, "Süd & West")
            .equals(between(request, "PasswordDigest\">", "</Password>"));
  }

  private void picture(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (!exchange.getRequestURI().toString().equals(picturePath)) {
      exchange.sendResponseHeaders(404, -1);
    } else if (authorization == null) {
      asked.add("401");
      exchange
          .getResponseHeaders()
          .add("WWW-Authenticate", "Digest realm=\"cam\", qop=\"auth\", nonce=\"" + NONCE + "\"");
      exchange.sendResponseHeaders(401, -1);
    } else {
      Challenge said = Challenge.all(List.of(authorization)).getFirst();
      String proper =
          Digest.strongest(
                  Challenge.all(
                      List.of("Digest realm=\"cam\", qop=\"auth\", nonce=\"" + NONCE + "\"")))
              .orElseThrow()
              .answer(
                  new Login("field", "Süd & West"),
                  "GET",
                  picturePath,
                  new byte[0],
                  Integer.parseInt(said.parameter("nc"), 16),
                  said.parameter("cnonce"));
      asked.add(authorization.equals(proper) ? "picture" : "wrong digest");
      exchange.sendResponseHeaders(200, Site.JPEG.length);
      exchange.getResponseBody().write(Site.JPEG);
    }
    exchange.close();
  }

  private static void reply(HttpExchange exchange, String body) throws IOException {
    byte[] bytes =
        ("<?xml version='1.0'?><e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope' xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:ter='http://www.onvif.org/ver10/error'><e:Body>"
                + body
                + "</e:Body></e:Envelope>")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String between(String text, String from, String to) {
    int begin = text.indexOf(from) + from.length();
    return text.substring(begin, text.indexOf(to, begin));
  }
}
