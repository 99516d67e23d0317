package org.fieldbeacon.agent;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.fieldbeacon.agent.clock.SystemClock;
import org.fieldbeacon.agent.command.OrderRecord;
import org.fieldbeacon.agent.config.HealthConfig;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.console.Console;
import org.fieldbeacon.agent.console.LiveSite;
import org.fieldbeacon.agent.console.SiteHost;
import org.fieldbeacon.agent.health.HealthServer;
import org.fieldbeacon.agent.model.ModelException;
import org.fieldbeacon.agent.store.StoreException;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.mqtt.MqttSessionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one gateway at a time in this process, with its health server. Starting and stopping block;
/// looking does not.
final class GatewayHost implements SiteHost, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayHost.class);

  private record Running(Gateway gateway, HealthServer health, LiveSite view) {}

  private final Vertx vertx;
  private final InstantSource clock;
  private final SystemClock machine;
  private volatile @Nullable Running running;
  private volatile @Nullable OrderRecord orders;
  private volatile BooleanSupplier isByPhone = () -> false;

  /// @param machine whose clock the gateways may keep
  GatewayHost(Vertx vertx, InstantSource clock, SystemClock machine) {
    this.vertx = vertx;
    this.clock = clock;
    this.machine = machine;
  }

  /// Where gateways that start from now on record the map's orders; by default in their store.
  void recordOrdersIn(OrderRecord record) {
    orders = record;
  }

  /// Whether the clock was set by a phone, for gateways that start from now on.
  void askOfPhone(BooleanSupplier isByPhone) {
    this.isByPhone = isByPhone;
  }

  @Override
  public Optional<LiveSite> live() {
    Running now = running;
    return now == null ? Optional.empty() : Optional.of(now.view());
  }

  @Override
  public synchronized Optional<String> replace(SiteConfig site) {
    stop();
    try {
      running = start(site);
      return Optional.empty();
    } catch (StoreException
        | ModelException
        | ContractException
        | MqttSessionException
        | UncheckedIOException
        | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Optional.of("store.dir: got " + e + ", wanted a folder that can be written");
    } catch (ExecutionException e) {
      HealthConfig face = site.health();
      return Optional.of(
          "health: got " + e.getCause() + ", wanted " + face.host() + ":" + face.port() + " free");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while starting");
    }
  }

  private Running start(SiteConfig site)
      throws IOException, ExecutionException, InterruptedException {
    Files.createDirectories(site.store().dir());
    OrderRecord given = orders;
    OrderRecord record =
        given == null ? Console.ordersIn(site.store().dir().resolve("audit"), clock) : given;
    var time = new GatewayTime(site.clock(), machine, isByPhone, clock);
    var gateway = new Gateway(site, record, clock, time);
    try {
      gateway.start();
      var health = new GatewayHealth(gateway);
      HealthConfig face = site.health();
      HealthServer server =
          HealthServer.listen(vertx, face.host(), face.port(), health::report, health.metrics())
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      return new Running(gateway, server, new GatewayView(gateway, health));
    } catch (RuntimeException | ExecutionException | InterruptedException e) {
      gateway.close();
      throw e;
    }
  }

  /// The port of the health server; 0 when no gateway runs.
  int healthPort() {
    Running now = running;
    return now == null ? 0 : now.health().port();
  }

  @Override
  public synchronized void stop() {
    Running now = running;
    running = null;
    if (now != null) {
      LOG.info("gateway={} stops", now.gateway().site().gateway().id());
      now.health().close();
      now.gateway().close();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
