package org.fieldbeacon.agent.clock;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.fieldbeacon.agent.clock.ClockState.Source;
import org.fieldbeacon.driver.LinkConfig;

/// Somebody who knows what time it is.
public interface TimeSource {
  /// What it says.
  ///
  /// @param offset what must be added to the machine's clock
  /// @param uncertainty what the offset may be wrong by, 0 or more
  /// @param detail for a person; empty when there is nothing to add
  record Told(Duration offset, Duration uncertainty, String detail) {}

  Source kind();

  /// For a person: a server's name, a line.
  String name();

  /// Asks, once. Blocks, for seconds.
  ///
  /// @throws IOException when nothing comes, or nothing that can be believed, with the reason
  Told ask() throws IOException;

  /// A time server (SNTP).
  static TimeSource server(String host, int port, InstantSource clock, LongSupplier nanos) {
    var server = new TimeServer(clock, nanos);
    return new TimeSource() {
      private static final Duration PATIENCE = Duration.ofSeconds(3);

      @Override
      public Source kind() {
        return Source.NTP;
      }

      @Override
      public String name() {
        return host;
      }

      @Override
      public Told ask() throws IOException {
        TimeServer.Comparison seen = server.ask(host, port, PATIENCE);
        return new Told(seen.offset(), seen.uncertainty(), "stratum " + seen.stratum());
      }
    };
  }

  /// A GNSS receiver (NMEA 0183). Right to a second: a sentence comes some time after the moment it
  /// tells of.
  ///
  /// @param name what people call the line
  static TimeSource receiver(String name, LinkConfig line, InstantSource clock) {
    return new TimeSource() {
      private static final Duration PATIENCE = Duration.ofSeconds(15);
      private static final Duration ENOUGH = Duration.ofSeconds(3);
      private static final Duration UNCERTAINTY = Duration.ofSeconds(1);

      @Override
      public Source kind() {
        return Source.GNSS;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public Told ask() throws IOException {
        Receiver.Fix fix = Receiver.listen(line, PATIENCE, ENOUGH, clock);
        Duration offset =
            fix.offset()
                .orElseThrow(() -> new IOException(name + ": got no date, wanted RMC or ZDA"));
        return new Told(
            offset,
            UNCERTAINTY,
            fix.satellites().map(n -> Math.round(n) + " satellites").orElse(""));
      }
    };
  }
}
