package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// The administrator of a running console, over its API, who always names what they last saw.
final class ConsoleUser implements AutoCloseable {
  static final String PASSWORD = "heavy-river-42";

  private final RunningConsole console;
  private final HttpClient client;
  private String cookie = "";
  private String csrf = "";
  private String tag = "";
  private String language = "en";

  ConsoleUser(RunningConsole console) throws Exception {
    this.console = console;
    client = HttpClient.newBuilder().sslContext(trusting()).build();
    var body = new JsonObject().put("name", "chief").put("password", PASSWORD);
    if (console.console.oneTimeCode().isPresent()) {
      take(ask("POST", "/first-administrator", body.copy().put("code", console.code())));
    } else {
      take(ask("POST", "/session", body));
    }
    get("/config");
  }

  /// Believes any console: what the certificate is worth is tested elsewhere.
  static SSLContext trusting() throws GeneralSecurityException {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
    return trusting;
  }

  /// As a browser would send it.
  String cookieHeader() {
    return cookie;
  }

  /// From now on asks for answers in these languages.
  ConsoleUser in(String acceptLanguage) {
    language = acceptLanguage;
    return this;
  }

  ConsoleUser another() throws Exception {
    return new ConsoleUser(console);
  }

  private void take(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    String set =
        answer.headers().allValues("set-cookie").stream()
            .filter(c -> c.startsWith("__Host-fieldbeacon="))
            .findFirst()
            .orElseThrow();
    cookie = set.substring(0, set.indexOf(';'));
    csrf = new JsonObject(answer.body()).getString("csrf");
  }

  /// Keeps what is on trial, as soon as that may be.
  void keep() throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    HttpResponse<String> answer = ask("POST", "/config/confirm", new JsonObject());
    while (answer.statusCode() == 409
        && answer.headers().firstValue("retry-after").isPresent()
        && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
      answer = ask("POST", "/config/confirm", new JsonObject());
    }
    assertEquals(200, answer.statusCode(), answer.body());
    answer.headers().firstValue("etag").ifPresent(t -> tag = t);
  }

  JsonObject get(String path) {
    try {
      HttpResponse<String> answer = ask("GET", path, new JsonObject());
      answer.headers().firstValue("etag").ifPresent(t -> tag = t);
      return new JsonObject(answer.body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What is no JSON.
  String text(String path) throws Exception {
    return ask("GET", path, new JsonObject()).body();
  }

  JsonObject send(String method, String path, JsonObject body, int status) throws Exception {
    HttpResponse<String> answer = ask(method, path, body);
    assertEquals(status, answer.statusCode(), answer.body());
    answer.headers().firstValue("etag").ifPresent(t -> tag = t);
    return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
  }

  /// What lets this user in.
  java.util.List<String> tokens() {
    return java.util.List.of(cookie.substring(cookie.indexOf('=') + 1), csrf);
  }

  /// A file as it is.
  JsonObject upload(String path, byte[] file, int status) throws Exception {
    HttpRequest request =
        request(path)
            .header("content-type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(file))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(status, answer.statusCode(), answer.body());
    return new JsonObject(answer.body());
  }

  byte[] bytes(String path) throws Exception {
    HttpResponse<byte[]> answer =
        client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    assertEquals(200, answer.statusCode(), path);
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(console.address + "api/v1" + path))
        .timeout(Duration.ofSeconds(60))
        .header("cookie", cookie)
        .header("x-csrf-token", csrf)
        .header("if-match", tag)
        .header("accept-language", language);
  }

  private HttpResponse<String> ask(String method, String path, JsonObject body)
      throws IOException, InterruptedException {
    boolean isBare = body.isEmpty() || method.equals("GET");
    HttpRequest.Builder request =
        request(path)
            .method(
                method,
                isBare
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.encode()));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// What the certificate is worth is tested elsewhere.
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] c, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] c, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] c, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] c, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
