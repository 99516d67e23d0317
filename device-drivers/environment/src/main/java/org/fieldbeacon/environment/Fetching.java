package org.fieldbeacon.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.environment.Exchange.Outcome;
import org.fieldbeacon.environment.StationSettings.Records;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a station for the records that were missed, where the site wants them. Not for several
/// threads.
final class Fetching {
  /// A station's clock may be ahead by this before its times tell nothing of gaps.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private static final int TRIES = 3;
  private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);

  private final String name;
  private final Optional<Records> wanted;
  private final Missed missed;
  private int tries;

  /// @param name of the device, for the log
  Fetching(String name, StationSettings settings) {
    this.name = name;
    this.wanted = settings.fetches();
    this.missed = new Missed(settings);
  }

  /// The factors of an upload that are new; all of them where nothing is fetched.
  Map<String, Map<String, String>> fresh(Hj212Packet packet, Optional<Instant> time) {
    return isRecord(packet) && time.isPresent()
        ? missed.fresh(packet.factors(), time.get())
        : packet.factors();
  }

  /// A packet came by itself.
  ///
  /// @param time when its data held
  void heard(Hj212Packet packet, Optional<Instant> time, Instant now) {
    if (wanted.isPresent() && packet.isData()) {
      time.filter(t -> t.isBefore(now.plus(AHEAD)))
          .ifPresent(t -> missed.reported(isRecord(packet), t));
    }
  }

  private boolean isRecord(Hj212Packet packet) {
    return wanted.filter(records -> records.command() == packet.command()).isPresent();
  }

  Optional<Errand> next() {
    return wanted.flatMap(
        records ->
            missed
                .next()
                .map(
                    gap ->
                        new Errand(
                            Request.history(records.command(), gap.begin(), gap.end()),
                            (outcome, hasData) -> ended(gap, outcome, hasData))));
  }

  /// A gap is given up when the station refuses, or has been silent so many times.
  private void ended(Missed.Gap gap, Outcome outcome, boolean hasData) {
    boolean isSilent = outcome instanceof Outcome.Silent && !hasData;
    tries = isSilent ? tries + 1 : 0;
    if (!isSilent || tries >= TRIES) {
      tries = 0;
      missed.close(gap);
      if (!(outcome instanceof Outcome.Done)) {
        LOG.warn("device={} {} to {} could not be fetched", name, gap.begin(), gap.end());
      }
    }
  }
}
