package org.fieldbeacon.agent.console;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Who may try a password now, and who must wait. Guessing slows down for the account as tried from
/// one address, and for that address; an account as such is only braked, so that guesses from many
/// addresses get nowhere and nobody can keep its owner out. A browser in which the owner has come
/// in before waits for its own failures alone. Event loop.
final class LoginGuard {
  /// So many of one address, whatever the names: people behind one address share them.
  static final int FREE_OF_ADDRESS = 20;

  static final int BURST = 60;
  static final Duration EVERY = Duration.ofSeconds(10);

  private final LoginLimiter limiter;
  private final LoginBrake brake;

  /// @param nanos a clock that never jumps
  LoginGuard(LongSupplier nanos) {
    limiter = new LoginLimiter(nanos);
    brake = new LoginBrake(nanos, BURST, EVERY);
  }

  /// One try, under way.
  ///
  /// @param own what its failure counts for
  /// @param address empty for a known browser
  record Try(String name, String own, Optional<String> address) {}

  /// A failure counts before the password is looked at, so that many at once gain nothing.
  ///
  /// @param what is tried: a name, or whatever else can be guessed at
  /// @param knownBy the note of the browser, if the account's owner has come in by it before
  /// @throws ApiProblem when it is too early
  Try begin(String what, String address, Optional<String> knownBy) {
    String net = net(address);
    Try one =
        knownBy
            .map(note -> new Try(what, "browser " + note, Optional.<String>empty()))
            .orElseGet(() -> new Try(what, what + " from " + net, Optional.of("address " + net)));
    require(limiter.wait(one.own(), LoginLimiter.FREE));
    one.address().ifPresent(a -> require(limiter.wait(a, FREE_OF_ADDRESS)));
    if (one.address().isPresent()) {
      require(brake.take(what));
    }
    limiter.failed(one.own());
    one.address().ifPresent(limiter::failed);
    return one;
  }

  void succeeded(Try one) {
    limiter.succeeded(one.own());
    one.address().ifPresent(limiter::succeeded);
    if (one.address().isPresent()) {
      brake.giveBack(one.name());
    }
  }

  private static void require(Duration wait) {
    if (!wait.isZero()) {
      throw ApiProblem.later(
          429,
          "尝试太多,请等 " + (wait.toSeconds() + 1) + " 秒",
          "too many attempts, wait " + (wait.toSeconds() + 1) + " s",
          wait);
    }
  }

  /// What one subscriber has: an address of IPv4, the first half of one of IPv6.
  static String net(String address) {
    List<String> parts = List.of(address.split("%", 2));
    try {
      byte[] bytes = InetAddress.ofLiteral(parts.getFirst()).getAddress();
      return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
    } catch (IllegalArgumentException _) {
      return address;
    }
  }
}
