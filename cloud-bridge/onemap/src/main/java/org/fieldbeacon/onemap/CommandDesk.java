package org.fieldbeacon.onemap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.Header;
import org.fieldbeacon.contract.CommandKeys;
import org.fieldbeacon.contract.SignedCommand;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;

/// Writes, signs and sends orders to gateways. An order is kept before it leaves, and sent again
/// until its gateway has answered or it has expired: neither this process nor the broker can lose
/// it. The gateway knows it by its id and obeys it once.
final class CommandDesk {
  /// A gateway that hears an order later than this must not obey it.
  static final Duration VALIDITY = Duration.ofHours(1);

  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 3;

  private final Intake intake;
  private final MapStore store;
  private final MapLink link;
  private final PrivateKey key;

  /// Orders without answer that were sent on this connection. The store's thread.
  private final Map<String, Sending> sent = new HashMap<>();

  private long connection;
  private final Path publicKey;
  private final InstantSource clock;

  private record Sending(Instant at, int times) {
    /// 30 s after the first time, then after 1, 2 and 4 min.
    boolean isDue(Instant now) {
      Duration wait = ANSWER.multipliedBy(1L << Math.min(times - 1, MOST_DOUBLINGS));
      return !now.isBefore(at.plus(wait)) || now.isBefore(at);
    }
  }

  CommandDesk(Intake intake, MapStore store, MapLink link, Path data, InstantSource clock) {
    this.intake = intake;
    this.store = store;
    this.link = link;
    this.clock = clock;
    this.publicKey = data.resolve("command-key.pub.pem");
    this.key = keyIn(data.resolve("command-key.pem"));
  }

  /// The file gateways are given to know the map by.
  Path publicKeyFile() {
    return publicKey;
  }

  /// Completes with the command's id once the order is kept and handed to the link; fails when the
  /// link is down, because a person must know at once.
  ///
  /// @param order of its header
  CompletableFuture<String> order(
      String gateway, String operator, Function<Header, Command> order) {
    if (!link.isConnected()) {
      return CompletableFuture.failedFuture(
          new OneMapException("no connection to the broker; the order was not sent"));
    }
    // The store keeps milliseconds, and an order sent again shall be the same to the octet.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var header =
        new Header(UUID.randomUUID().toString(), gateway, operator, now, now.plus(VALIDITY));
    Command command = order.apply(header);
    return intake
        .run(
            () -> {
              store.ordered(command);
              noteConnection();
              send(command, now);
            })
        .thenApply(_ -> header.id());
  }

  /// Sends again what should have been answered by now; on a new connection everything that has no
  /// answer. To be called every few seconds.
  CompletableFuture<Void> remind() {
    return intake.run(this::remindNow);
  }

  private void remindNow() {
    if (!link.isConnected()) {
      return;
    }
    noteConnection();
    Instant now = clock.instant();
    List<Command> unanswered = store.unanswered();
    sent.keySet().retainAll(unanswered.stream().map(o -> o.header().id()).toList());
    for (Command order : unanswered) {
      Sending before = sent.get(order.header().id());
      if (before == null || before.isDue(now)) {
        send(order, now);
      }
    }
  }

  private void noteConnection() {
    if (connection != link.connections()) {
      connection = link.connections();
      sent.clear();
    }
  }

  private void send(Command order, Instant now) {
    String id = order.header().id();
    Sending before = sent.get(id);
    sent.put(id, new Sending(now, before == null ? 1 : before.times() + 1));
    link.send(
        "command " + id,
        Topics.command(order.header().gateway()),
        Wire.encode(SignedCommand.sign(order, key)));
  }

  private PrivateKey keyIn(Path file) {
    if (!Files.exists(file)) {
      KeyPair pair = CommandKeys.generate();
      CommandKeys.writePublic(publicKey, pair.getPublic());
      CommandKeys.writePrivate(file, pair.getPrivate());
    }
    if (!Files.exists(publicKey)) {
      throw new OneMapException(
          "found "
              + file
              + " but not "
              + publicKey
              + "; make it with: openssl pkey -pubout -in "
              + file
              + " -out "
              + publicKey);
    }
    return CommandKeys.readPrivate(file);
  }
}
