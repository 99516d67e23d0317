package org.fieldbeacon.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.agent.health.HealthReport.Check;
import org.fieldbeacon.agent.health.HealthReport.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthServerIT {
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void degradedStillAnswersTwoHundredAndFailedDoesNot() throws Exception {
    var degraded = new Check("uplink", State.DEGRADED, "no link since 2 min");
    assertEquals(200, get("/health", new HealthReport(List.of(degraded))).statusCode());
    var failed = new Check("storage", State.FAILED, "disk full");
    var answer = get("/health", new HealthReport(List.of(degraded, failed)));
    assertEquals(503, answer.statusCode());
    assertTrue(answer.body().contains("disk full"), answer.body());
  }

  @Test
  void metricsArePrometheusText() throws Exception {
    metrics.counter("fieldbeacon.observations").increment(3);
    var answer = get("/metrics", new HealthReport(List.of()));
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("fieldbeacon_observations_total 3.0"), answer.body());
  }

  private HttpResponse<String> get(String path, HealthReport report) throws Exception {
    Vertx vertx = Vertx.vertx();
    try (var server =
            HealthServer.listen(vertx, "127.0.0.1", 0, () -> report, metrics)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + server.port() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }
}
