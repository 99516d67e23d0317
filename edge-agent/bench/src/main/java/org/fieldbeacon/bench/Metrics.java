package org.fieldbeacon.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// One scrape in the Prometheus text format 0.0.4, labels summed up.
final class Metrics {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final Map<String, Double> values;

  private Metrics(Map<String, Double> values) {
    this.values = values;
  }

  /// @throws IOException when nobody answers, or not with 200
  static String get(URI uri) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(uri + ": got status " + response.statusCode() + ", wanted 200");
    }
    return response.body();
  }

  static Metrics scrape(URI uri) throws IOException, InterruptedException {
    return parse(get(uri));
  }

  static Metrics parse(String text) {
    Map<String, Double> values = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      int space = line.lastIndexOf(' ');
      if (space > 0 && !line.startsWith("#")) {
        int labels = line.indexOf('{');
        String name = line.substring(0, labels < 0 ? space : labels);
        values.merge(name, Double.parseDouble(line.substring(space + 1)), Double::sum);
      }
    }
    return new Metrics(values);
  }

  /// Zero where there is no such metric.
  double of(String name) {
    return values.getOrDefault(name, 0.0);
  }
}
