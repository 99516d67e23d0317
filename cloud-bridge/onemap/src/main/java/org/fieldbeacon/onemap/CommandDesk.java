package org.fieldbeacon.onemap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.Header;
import org.fieldbeacon.contract.CommandKeys;
import org.fieldbeacon.contract.SignedCommand;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;

/// Writes, signs and sends orders to gateways. An order is kept before it leaves.
final class CommandDesk {
  /// A gateway that hears an order later than this must not obey it.
  static final Duration VALIDITY = Duration.ofHours(1);

  private final Intake intake;
  private final MapStore store;
  private final MapLink link;
  private final PrivateKey key;
  private final Path publicKey;
  private final InstantSource clock;

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
  CompletableFuture<String> acknowledge(
      String gateway, String alarmId, long revision, String operator, String note) {
    if (!link.isConnected()) {
      return CompletableFuture.failedFuture(
          new OneMapException("no connection to the broker; the acknowledgement was not sent"));
    }
    Instant now = clock.instant();
    var header =
        new Header(UUID.randomUUID().toString(), gateway, operator, now, now.plus(VALIDITY));
    var order = new AcknowledgeAlarm(header, alarmId, revision, note);
    return intake
        .run(
            () -> {
              store.ordered(order);
              link.send(
                  "command " + header.id(),
                  Topics.command(gateway),
                  Wire.encode(SignedCommand.sign(order, key)));
            })
        .thenApply(_ -> header.id());
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
