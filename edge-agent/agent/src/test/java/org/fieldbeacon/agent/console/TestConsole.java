package org.fieldbeacon.agent.console;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.fieldbeacon.agent.clock.FakeMachine;
import org.fieldbeacon.agent.clock.SystemClock;
import org.fieldbeacon.agent.config.SiteConfig;

/// A console on loopback without a gateway behind it, and a client for it.
final class TestConsole implements AutoCloseable {
  static final String PASSWORD = "heavy-river-42";

  /// What an administrator gives, to be changed.
  static final String GIVEN = "first-light-77";

  /// No gateway.
  static final SiteHost NOBODY =
      new SiteHost() {
        @Override
        public Optional<LiveSite> live() {
          return Optional.empty();
        }

        @Override
        public Optional<String> replace(SiteConfig site) {
          return Optional.of("this host runs nothing");
        }

        @Override
        public void stop() {
          // Nothing runs.
        }
      };

  final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  final Console console;
  final int port;
  final HttpClient client;

  TestConsole(Path folder) throws Exception {
    this(folder, Duration.ofSeconds(20), NOBODY);
  }

  TestConsole(Path folder, Duration quiet, SiteHost host) throws Exception {
    this(folder, quiet, host, InstantSource.system());
  }

  TestConsole(Path folder, Duration quiet, SiteHost host, InstantSource clock) throws Exception {
    this(folder, quiet, host, clock, FakeMachine.NEVER_SET);
  }

  TestConsole(Path folder, Duration quiet, SiteHost host, InstantSource clock, SystemClock machine)
      throws Exception {
    var settings = new ConsoleSettings("127.0.0.1", 0, folder.resolve("site.yaml"), 1_000, quiet);
    console = new Console(vertx, settings, host, "gw-test", "test", clock, machine);
    port = console.listen(settings).toCompletionStage().toCompletableFuture().get();
    client = HttpClient.newBuilder().sslContext(trusting()).build();
  }

  /// Trusts anything: what the certificate is worth is tested elsewhere.
  static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null,
        new TrustManager[] {
          new javax.net.ssl.X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkClientTrusted(
                X509Certificate[] chain, String type, java.net.Socket socket) {}

            @Override
            public void checkServerTrusted(
                X509Certificate[] chain, String type, java.net.Socket socket) {}

            @Override
            public void checkClientTrusted(
                X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

            @Override
            public void checkServerTrusted(
                X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
              return new X509Certificate[0];
            }
          }
        },
        new SecureRandom());
    return context;
  }

  /// Somebody who is signed in.
  record Person(String cookie, String csrf) {}

  static final Person STRANGER = new Person("", "");

  Person first(String name) throws Exception {
    var body =
        new JsonObject()
            .put("code", console.oneTimeCode().orElseThrow())
            .put("name", name)
            .put("password", PASSWORD);
    return person(send("POST", "/api/v1/first-administrator", body.encode(), STRANGER));
  }

  Person signIn(String name) throws Exception {
    return signIn(name, PASSWORD);
  }

  Person signIn(String name, String password) throws Exception {
    var body = new JsonObject().put("name", name).put("password", password);
    return person(send("POST", "/api/v1/session", body.encode(), STRANGER));
  }

  private static Person person(HttpResponse<String> answer) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.body());
    }
    String cookie =
        answer.headers().allValues("set-cookie").stream()
            .filter(c -> c.startsWith(Gate.COOKIE + "="))
            .findFirst()
            .orElseThrow();
    return new Person(
        cookie.substring(0, cookie.indexOf(';')), new JsonObject(answer.body()).getString("csrf"));
  }

  Person addAndSignIn(Person administrator, String name, Role role) throws Exception {
    var body = new JsonObject().put("name", name).put("role", role.word()).put("password", GIVEN);
    HttpResponse<String> added = send("POST", "/api/v1/accounts", body.encode(), administrator);
    if (added.statusCode() != 204) {
      throw new IllegalStateException(added.body());
    }
    Person fresh = signIn(name, GIVEN);
    var change = new JsonObject().put("old", GIVEN).put("password", PASSWORD);
    return person(send("PUT", "/api/v1/session/password", change.encode(), fresh));
  }

  HttpResponse<String> send(String method, String path, String body, Person by)
      throws IOException, InterruptedException {
    return send(method, path, body, by, Map.of());
  }

  /// @param seen what the change is based on; empty for none
  HttpResponse<String> send(String method, String path, String body, Person by, String seen)
      throws IOException, InterruptedException {
    return send(method, path, body, by, seen.isEmpty() ? Map.of() : Map.of("if-match", seen));
  }

  HttpResponse<String> send(
      String method, String path, String body, Person by, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    if (!by.cookie().isEmpty()) {
      request.header("cookie", by.cookie());
    }
    if (!by.csrf().isEmpty()) {
      request.header("x-csrf-token", by.csrf());
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
    console.close();
    vertx.close().await();
  }
}
