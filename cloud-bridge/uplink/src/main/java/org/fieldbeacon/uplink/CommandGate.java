package org.fieldbeacon.uplink;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Command.Header;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets in what is signed by a trusted key, for this gateway, in time and new. What is not rightly
/// signed is dropped unanswered; the rest is refused with a result. The uplink's thread only.
final class CommandGate {
  private static final Logger LOG = LoggerFactory.getLogger(CommandGate.class);

  /// A command from further in the future means that our clock is behind and cannot judge expiry.
  private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

  private final UplinkConfig config;
  private final InstantSource clock;
  private final CommandHandler handler;
  private final SeenCommands seen;
  private final Executor uplinkThread;
  private final Map<String, List<Delivery>> inHand = new HashMap<>();
  private final AtomicLong refused = new AtomicLong();

  CommandGate(
      UplinkConfig config,
      InstantSource clock,
      CommandHandler handler,
      SeenCommands seen,
      Executor uplinkThread) {
    this.config = config;
    this.clock = clock;
    this.handler = handler;
    this.seen = seen;
    this.uplinkThread = uplinkThread;
  }

  long refused() {
    return refused.get();
  }

  void take(Delivery delivery) {
    Command command;
    try {
      command = Wire.decodeSignedCommand(delivery.payload()).verify(config.trusted());
    } catch (ContractException e) {
      long count = refused.incrementAndGet();
      LOG.warn("gateway={} command dropped count={}: {}", config.gateway(), count, e.getMessage());
      delivery.ack();
      return;
    }
    String id = command.header().id();
    if (inHand.containsKey(id)) {
      inHand.get(id).add(delivery);
    } else if (seen.contains(id)) {
      LOG.info("gateway={} command={} repeated, not obeyed again", config.gateway(), id);
      delivery.ack();
    } else {
      judge(command, delivery);
    }
  }

  private void judge(Command command, Delivery delivery) {
    Header header = command.header();
    Instant now = clock.instant();
    if (!header.gateway().equals(config.gateway())) {
      refuse(header, delivery, "it is for gateway " + header.gateway());
    } else if (!now.isBefore(header.expiresAt())) {
      refuse(header, delivery, "it expired at " + header.expiresAt() + ", here it is " + now);
    } else if (now.plus(MAX_CLOCK_SKEW).isBefore(header.issuedAt())) {
      refuse(
          header,
          delivery,
          "it was issued at "
              + header.issuedAt()
              + ", here it is "
              + now
              + ": the clock is behind");
    } else if (header.issuedAt().isBefore(seen.completeSince())) {
      refuse(
          header,
          delivery,
          "it was issued at "
              + header.issuedAt()
              + ", before the gateway was put back from a backup at "
              + seen.completeSince()
              + ": whether it was obeyed already is not known; order it again");
    } else if (!seen.hasRoom()) {
      refuse(header, delivery, "too many commands are remembered");
    } else {
      obey(command, delivery);
    }
  }

  private void refuse(Header header, Delivery delivery, String why) {
    long count = refused.incrementAndGet();
    LOG.warn(
        "gateway={} command={} by={} refused count={}: {}",
        config.gateway(),
        header.id(),
        header.by(),
        count,
        why);
    answered(header, why);
    delivery.ack();
  }

  private void answered(Header header, String why) {
    handler.refused(new CommandResult(header.id(), "refused", why, clock.instant()));
    if (seen.hasRoom()) {
      seen.add(header.id(), header.expiresAt());
    }
  }

  private void obey(Command command, Delivery delivery) {
    Header header = command.header();
    List<Delivery> deliveries = new ArrayList<>();
    deliveries.add(delivery);
    inHand.put(header.id(), deliveries);
    var _ =
        handler
            .obey(command)
            .whenCompleteAsync(
                (_, failure) -> done(header, failure == null ? "" : failure.toString()),
                uplinkThread);
  }

  private void done(Header header, String failure) {
    if (failure.isEmpty()) {
      seen.add(header.id(), header.expiresAt());
    } else {
      LOG.error("gateway={} command={} failed: {}", config.gateway(), header.id(), failure);
      answered(header, failure);
    }
    List<Delivery> deliveries = inHand.remove(header.id());
    if (deliveries != null) {
      deliveries.forEach(Delivery::ack);
    }
  }
}
