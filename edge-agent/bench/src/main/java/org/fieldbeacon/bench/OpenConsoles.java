package org.fieldbeacon.bench;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Consoles that are open on a gateway: each listens to the live stream and reads all of it.
final class OpenConsoles implements Listeners {
  private final HttpClient client;
  private final List<Thread> readers = new ArrayList<>();
  private final AtomicLong events = new AtomicLong();

  private OpenConsoles(HttpClient client) {
    this.client = client;
  }

  /// What a console is opened with.
  record Key(URI base, String cookie) {}

  /// Becomes the gateway's first administrator.
  ///
  /// @param console what the gateway said of its console, with its one-time code
  static Key enter(JsonObject console) throws IOException, InterruptedException {
    URI base = URI.create(console.getJsonArray("addresses").getString(0));
    String body =
        new JsonObject()
            .put("code", console.getString("code"))
            .put("name", "bench")
            .put("password", "heavy-river-42")
            .encode();
    try (HttpClient client = client()) {
      HttpResponse<String> entered =
          client.send(
              HttpRequest.newBuilder(base.resolve("/api/v1/first-administrator"))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String set =
          entered
              .headers()
              .firstValue("set-cookie")
              .orElseThrow(() -> new IOException(entered.body()));
      return new Key(base, set.substring(0, set.indexOf(';')));
    }
  }

  private static HttpClient client() throws IOException {
    return HttpClient.newBuilder().sslContext(trusting()).build();
  }

  static OpenConsoles open(Key key, int count) throws IOException, InterruptedException {
    HttpClient client = client();
    var all = new OpenConsoles(client);
    HttpRequest listen =
        HttpRequest.newBuilder(key.base().resolve("/api/v1/events"))
            .header("cookie", key.cookie())
            .timeout(Duration.ofMinutes(1))
            .build();
    for (int i = 0; i < count; i++) {
      HttpResponse<Stream<String>> stream =
          client.send(listen, HttpResponse.BodyHandlers.ofLines());
      if (stream.statusCode() != 200) {
        throw new IOException("console " + i + ": got status " + stream.statusCode());
      }
      all.readers.add(Thread.startVirtualThread(() -> all.read(stream.body())));
    }
    return all;
  }

  private void read(Stream<String> lines) {
    try (lines) {
      lines.filter(l -> l.startsWith("event: ")).forEach(_ -> events.incrementAndGet());
    } catch (java.io.UncheckedIOException _) {
      // Closed.
    }
  }

  @Override
  public long events() {
    return events.get();
  }

  @Override
  public void close() {
    client.shutdownNow();
    readers.forEach(Thread::interrupt);
  }

  static SSLContext trusting() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /// The gateway's own certificate is not what is measured.
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
