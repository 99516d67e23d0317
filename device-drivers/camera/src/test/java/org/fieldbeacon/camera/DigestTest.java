package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
  /// RFC 7616 §3.9.1: both challenges of the example, the password `Circle of Life`.
  private static final String RFC_7616 =
      "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=%s,"
          + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
          + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

  private static final Login MUFASA = new Login("Mufasa", "Circle of Life");
  private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  @Test
  void theExamplesOfTheStandardComeOut() {
    assertEquals("8ca523f5e9506fed4657c9700eebdbec", response(RFC_7616.formatted("MD5")));
    assertEquals(
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        response(RFC_7616.formatted("SHA-256")));
  }

  /// RFC 2617 §3.5, as most cameras do it.
  @Test
  void theOlderExampleComesOut() {
    String header =
        "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\","
            + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
    String answer =
        digest(header)
            .answer(
                new Login("Mufasa", "Circle Of Life"),
                "GET",
                "/dir/index.html",
                new byte[0],
                1,
                "0a4f113b");
    assertEquals("6629fae49393a05397450978507c4ef1", parameter(answer, "response"));
    assertTrue(answer.contains("nc=00000001, cnonce=\"0a4f113b\""), answer);
  }

  /// RFC 2069 §2.4 with its erratum 749.
  @Test
  void aCameraWithoutQopIsAnsweredTheOldWay() {
    String header =
        "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
    String answer =
        digest(header)
            .answer(
                new Login("Mufasa", "CircleOfLife"),
                "GET",
                "/dir/index.html",
                new byte[0],
                1,
                "0a4f113b");
    assertEquals("1949323746fe6a43ef61f9606e7febea", parameter(answer, "response"));
    assertEquals("", parameter(answer, "cnonce"));
  }

  @Test
  void theStrongestOfSeveralIsTaken() {
    List<Challenge> challenges =
        Challenge.all(
            List.of(
                "Basic realm=\"cam, the \\\"old\\\" one\", " + RFC_7616.formatted("MD5"),
                RFC_7616.formatted("SHA-256"),
                "Digest realm=\"x\", nonce=\"y\", algorithm=SHA3-999"));
    assertEquals(
        List.of("basic", "digest", "digest", "digest"),
        challenges.stream().map(Challenge::scheme).toList());
    assertEquals("cam, the \"old\" one", challenges.getFirst().parameter("realm"));
    String answer =
        Digest.strongest(challenges)
            .orElseThrow()
            .answer(MUFASA, "GET", "/dir/index.html", new byte[0], 1, CNONCE);
    assertEquals("SHA-256", parameter(answer, "algorithm"));
  }

  @Test
  void nothingThatCanBeAnsweredIsSaidAsSuch() {
    for (String header :
        List.of(
            "",
            "Basic realm=\"x\"",
            "Digest realm=\"x\"",
            "Digest nonce=\"x\", algorithm=foo",
            "Digest nonce=\"x\", qop=\"auth-conf\"",
            "Digest nonce=\"x",
            "=\"",
            ",,,=",
            "\"\\")) {
      List<Challenge> all = Challenge.all(List.of(header));
      assertTrue(
          Digest.strongest(all).isEmpty() || header.equals("Digest nonce=\"x"), header + " " + all);
    }
  }

  private static String response(String header) {
    return parameter(
        digest(header)
            .answer(
                MUFASA, "GET", "/dir/index.html", "".getBytes(StandardCharsets.UTF_8), 1, CNONCE),
        "response");
  }

  private static Digest digest(String header) {
    return Digest.strongest(Challenge.all(List.of(header))).orElseThrow();
  }

  private static String parameter(String answer, String name) {
    return Challenge.all(List.of(answer)).getFirst().parameter(name);
  }
}
