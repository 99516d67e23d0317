package org.fieldbeacon.onemap;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// HiveMQ CE inside this process, for one machine and the demo. It knows no users, so it listens on
/// loopback only: gateways elsewhere need a broker of their own with TLS and passwords
/// (`--broker`).
final class EmbeddedBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

  /// A cold start on a small machine takes some 10 s.
  private static final long START_SECONDS = 120;

  private static final long STOP_SECONDS = 20;

  /// Files a store is spread over. Each takes memory of its own; HiveMQ's 64 are meant for many
  /// processors and as many clients as fit in.
  private static final int BUCKETS = 8;

  /// How long a stop waits for clients that were just told goodbye; HiveMQ's 2 s are on top of
  /// Netty's 2 s.
  private static final int GRACE_MS = 200;

  /// Persistent sessions and queued messages live in files under the data folder.
  private static final String CONFIG =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <hivemq>
        <listeners>
          <tcp-listener><port>PORT</port><bind-address>127.0.0.1</bind-address></tcp-listener>
        </listeners>
        <mqtt>
          <queued-messages><max-queue-size>100000</max-queue-size><strategy>discard</strategy></queued-messages>
          <receive-maximum><server-receive-maximum>100</server-receive-maximum></receive-maximum>
        </mqtt>
        <persistence><mode>file</mode></persistence>
        <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
      </hivemq>
      """;

  private final EmbeddedHiveMQ broker;
  private final int port;

  private EmbeddedBroker(EmbeddedHiveMQ broker, int port) {
    this.broker = broker;
    this.port = port;
  }

  /// @param wantedPort 0 for any free one
  static EmbeddedBroker start(Path home, int wantedPort) {
    try {
      int port = freePort(wantedPort);
      Path config = Files.createDirectories(home.resolve("conf"));
      Path data = Files.createDirectories(home.resolve("data"));
      Path extensions = Files.createDirectories(home.resolve("extensions"));
      Files.writeString(
          config.resolve("config.xml"), CONFIG.replace("PORT", Integer.toString(port)));
      InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(BUCKETS);
      InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(BUCKETS);
      InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(GRACE_MS);
      EmbeddedHiveMQ broker =
          EmbeddedHiveMQ.builder()
              .withConfigurationFolder(config)
              .withDataFolder(data)
              .withExtensionsFolder(extensions)
              .withoutLoggingBootstrap()
              .build();
      broker.start().orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
      return new EmbeddedBroker(broker, port);
    } catch (IOException e) {
      throw new OneMapException("mqtt port " + wantedPort + ": " + e.getMessage(), e);
    } catch (CompletionException e) {
      throw new OneMapException("the embedded broker did not start: " + e.getCause(), e);
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      broker.stop().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      LOG.warn("the embedded broker did not stop within {} s: {}", STOP_SECONDS, e.getCause());
    }
  }

  private static int freePort(int wanted) throws IOException {
    try (var socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
