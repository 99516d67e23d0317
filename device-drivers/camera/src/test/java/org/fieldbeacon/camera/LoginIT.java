package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fieldbeacon.driver.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Cameras that want to know who asks.
@Timeout(60)
class LoginIT {
  private static final byte[] PICTURE =
      Site.http("HTTP/1.1 200 OK\r\nContent-Length: 16", Site.JPEG);

  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<byte[]> answers = new CopyOnWriteArrayList<>();
  private ScriptedPeer peer;
  private Map<String, Object> address;

  @BeforeEach
  void start() throws IOException {
    Path password = folder.resolve("password");
    Files.writeString(password, "secret\n");
    address = Map.of("snapshot", "/a", "user", "field", "password-file", password.toString());
    peer =
        new ScriptedPeer(
            request -> {
              asked.add(new String(request, StandardCharsets.ISO_8859_1));
              return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
            });
  }

  @AfterEach
  void stop() {
    peer.close();
  }

  @Test
  void basicIsSentAtOnceWhereTheSiteSaysSo() {
    answers.add(PICTURE);
    try (var site = site(Map.of("authentication", "basic"))) {
      site.poll();
      assertEquals(List.of(16), site.sizes());
    }
    assertTrue(asked.getFirst().contains("Authorization: Basic ZmllbGQ6c2VjcmV0\r\n"));
  }

  /// Request, status, type and size; neither the password nor what proves it.
  @Test
  void aTechnicianSeesTheDialogueWithoutTheLogin() {
    answers.add(wants("Digest realm=\"c\", nonce=\"one\", qop=\"auth\""));
    answers.add(
        Site.http("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 16", Site.JPEG));
    try (var site = site(Map.of("snapshot", "/a?pwd=tide-42&ch=1"))) {
      assertEquals(List.of(), site.told());
      site.poll();
      assertEquals(
          List.of(
              "> GET /a?pwd=***&ch=1",
              "< 401, no type, 0 bytes",
              "> GET /a?pwd=***&ch=1, with a login",
              "< 200, image/jpeg, 16 bytes",
              "< image/jpeg, 16 bytes"),
          site.told());
      assertEquals("gate", site.tap.watch(0).getFirst().device());
    }
  }

  /// Whoever can answer for the camera could ask for Basic and read the password.
  @Test
  void aCameraThatWantsBasicDoesNotGetItUnlessTheSiteSaysSo() {
    answers.add(wants("Basic realm=\"cam\""));
    try (var site = site(Map.of())) {
      site.poll();
      assertTrue(site.said().contains("the site may say authentication: basic"), site.said());
    }
    assertEquals(1, asked.size());
    assertFalse(asked.getFirst().contains("Authorization"));
  }

  @Test
  void aNonceIsUsedAgainWithItsCountUntilItIsStale() {
    answers.addAll(
        List.of(
            wants("Digest realm=\"c\", nonce=\"one\", qop=\"auth\""),
            PICTURE,
            PICTURE,
            wants("Digest realm=\"c\", nonce=\"two\", qop=\"auth\", stale=true"),
            PICTURE));
    try (var site = site(Map.of())) {
      for (int i = 0; i < 3; i++) {
        site.poll();
        assertEquals(List.of(16), site.sizes(), site.said());
      }
    }
    List<String> uses = new ArrayList<>();
    for (String request : asked) {
      String nonce = request.replaceAll("(?s).*, nonce=\"(\\w+)\".*", "$1");
      String count = request.replaceAll("(?s).*, nc=(\\w+).*", "$1");
      uses.add(request.contains("Authorization") ? nonce + " " + count : "-");
    }
    assertEquals(
        List.of("-", "one 00000001", "one 00000002", "one 00000003", "two 00000001"), uses);
  }

  @Test
  void aWrongPasswordIsTriedOnceAndToldWithoutIt() {
    answers.add(wants("Digest realm=\"c\", nonce=\"one\", qop=\"auth\""));
    try (var site = site(Map.of())) {
      site.poll();
      assertTrue(site.said().startsWith("MISCONFIGURED 401 for user field"), site.said());
      assertFalse(site.said().contains("secret"), site.said());
    }
    assertEquals(2, asked.size());
  }

  private Site site(Map<String, Object> more) {
    Map<String, Object> all = new java.util.HashMap<>(address);
    all.putAll(more);
    return new Site(Site.tcp(peer.port()), all);
  }

  private static byte[] wants(String challenge) {
    return Site.http(
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: " + challenge + "\r\nContent-Length: 0",
        new byte[0]);
  }
}
