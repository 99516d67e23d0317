package org.fieldbeacon.agent.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.LinkConfig;

/// Reads what the gateway's clock is kept by.
///
/// @param links of the site, whose lines are not to be had
record ClockReader(Collection<LinkConfig> links, Findings findings) {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMillis(500);

  ClockConfig read(Fields clock) {
    if (!clock.has("time-servers") && !clock.has("receiver")) {
      findings.add(clock.path(), "nothing to follow", "time-servers, receiver, or no clock at all");
    }
    List<ClockConfig.Server> servers = new ArrayList<>();
    if (clock.has("time-servers")) {
      List<String> texts = clock.texts("time-servers");
      for (int i = 0; i < texts.size(); i++) {
        String text = texts.get(i);
        String path = clock.at("time-servers") + "[" + i + "]";
        ClockConfig.Server.parse(text)
            .ifPresentOrElse(
                servers::add,
                () ->
                    findings.add(path, "\"" + text + "\"", "HOST or HOST:PORT, the port 1..65535"));
      }
    }
    if (clock.has("baud") && !clock.text("receiver", "").startsWith("serial:")) {
      findings.add(clock.at("baud"), "a speed", "no speed: only a serial receiver has one");
    }
    return new ClockConfig(
        servers, clock.optionalText("receiver").flatMap(target -> receiver(clock, target)));
  }

  /// A line has one owner.
  private Optional<ClockConfig.Receiver> receiver(Fields clock, String target) {
    LinkConfig line;
    if (target.startsWith("serial:")) {
      String device = target.substring("serial:".length());
      for (LinkConfig link : links) {
        if (link instanceof LinkConfig.Serial s && s.device().equals(device)) {
          findings.add(
              clock.at("receiver"),
              "the line of link \"" + s.name() + "\"",
              "a line of its own, or gpsd's: tcp://127.0.0.1:2947");
        }
      }
      line =
          new LinkConfig.Serial(
              "clock",
              device,
              clock.integer("baud", 9600),
              8,
              LinkConfig.Serial.Parity.NONE,
              1,
              ANSWER,
              Attributes.NONE);
    } else {
      URI url = URI.create(target);
      if (url.getHost() == null || url.getPort() < 1 || url.getPort() > 65_535) {
        findings.add(
            clock.at("receiver"),
            "\"" + target + "\"",
            "a host name or address, and a port 1..65535");
        return Optional.empty();
      }
      line =
          new LinkConfig.Tcp(
              "clock", url.getHost(), url.getPort(), CONNECT, ANSWER, Attributes.NONE);
    }
    return Optional.of(new ClockConfig.Receiver(target, line));
  }
}
