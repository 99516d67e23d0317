package org.fieldbeacon.agent.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.FieldScanner.Found;
import org.fieldbeacon.driver.FieldScanner.Limits;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.Text;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Scans for the console, one at a time, each on a thread of its own, with what it has found so far
/// to be seen by anybody. Any thread.
///
/// ```
///   asking ──all asked──► fitting ──► done        any ──cancel──► cancelled
///     └── line not to be used ──► failed
/// ```
public final class ScanDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScanDesk.class);

  /// A bus has no more; a server's variables may be many.
  private static final int MOST_FINDS = 500;

  private static final int MOST_REMARKS = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final InstantSource clock;
  private volatile Optional<State> state = Optional.empty();
  private final AtomicBoolean isTaken = new AtomicBoolean();
  private @Nullable Thread thread;

  /// Where a scan is.
  public enum Phase {
    ASKING,
    FITTING,
    DONE,
    CANCELLED,
    FAILED;

    public boolean isOver() {
      return this == DONE || this == CANCELLED || this == FAILED;
    }
  }

  /// One find.
  ///
  /// @param profiles that may be its, best first; empty until they have been tried
  public record Find(Found found, List<String> profiles) {
    public Find {
      profiles = List.copyOf(profiles);
    }
  }

  /// A scan under way or over.
  ///
  /// @param asking the address asked now or last, in the protocol's numbers; -1 where it has none
  /// @param isCut whether the time was over, or the finds too many, before the end
  /// @param trouble why it failed; empty when it did not
  /// @param remarks what a person should know besides
  public record State(
      Request request,
      String by,
      Instant startedAt,
      Phase phase,
      int asking,
      List<Find> finds,
      boolean isCut,
      String trouble,
      List<Text> remarks) {
    public State {
      finds = List.copyOf(finds);
      remarks = List.copyOf(remarks);
    }
  }

  /// What is looked for.
  ///
  /// @param target as it was asked for
  /// @param profiles those to be tried on what is found
  public record Request(
      String protocol, String target, Line line, Limits limits, List<DeviceProfile> profiles) {
    public Request {
      profiles = List.copyOf(profiles);
    }

    public boolean isShared() {
      return line instanceof Line.Shared;
    }
  }

  public ScanDesk(InstantSource clock) {
    this.clock = clock;
  }

  /// The line that a technician names; empty when it is none. See [ScanCommand] for the words.
  ///
  /// @param baud of a serial line; 0 takes the protocol's usual
  public static Optional<LinkConfig> target(
      String text, String protocol, int baud, LinkConfig.Serial.Parity parity, Path stateDir) {
    return target(
        text,
        protocol,
        new ScanTarget.Settings(
            baud, parity, "", "", Optional.empty(), Optional.empty(), stateDir));
  }

  /// The same with what a server wants to know.
  public static Optional<LinkConfig> target(
      String text, String protocol, ScanTarget.Settings settings) {
    return ScanTarget.parse(text, protocol, settings);
  }

  /// @return false when another is under way
  public synchronized boolean start(FieldScanner scanner, Request request, String by) {
    if (!isTaken.compareAndSet(false, true)) {
      return false;
    }
    state =
        Optional.of(
            new State(
                request, by, clock.instant(), Phase.ASKING, -1, List.of(), false, "", List.of()));
    thread = Thread.ofPlatform().name("scan").daemon().start(() -> work(scanner, request));
    return true;
  }

  /// The last scan, or the one under way.
  public Optional<State> state() {
    return state;
  }

  /// Runs something else that needs a line for itself, in the caller's thread; empty while a scan
  /// or another such thing is under way.
  public <T> Optional<T> alone(Supplier<T> work) {
    if (!isTaken.compareAndSet(false, true)) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } finally {
      isTaken.set(false);
    }
  }

  /// Ends what is under way; returns when the line is free again, or after three seconds.
  public void cancel() {
    Thread scanning;
    synchronized (this) {
      scanning = thread;
    }
    if (scanning == null || !scanning.isAlive()) {
      return;
    }
    scanning.interrupt();
    try {
      if (!scanning.join(PATIENCE)) {
        LOG.warn("scan still busy {} after it was cancelled", PATIENCE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    cancel();
  }

  private void work(FieldScanner scanner, Request request) {
    long end = System.nanoTime() + request.limits().within().toNanos();
    try {
      request.line().scan(scanner, request.limits(), request.profiles(), new Notes());
      become(Phase.FITTING);
      fit(request, end);
      boolean isCut = System.nanoTime() >= end;
      change(s -> next(s, Phase.DONE, s.asking(), s.finds(), s.isCut() || isCut, ""));
    } catch (InterruptedException | CancellationException _) {
      become(Phase.CANCELLED);
    } catch (IOException e) {
      String what = String.valueOf(e.getMessage());
      Phase phase = Thread.currentThread().isInterrupted() ? Phase.CANCELLED : Phase.FAILED;
      change(s -> next(s, phase, s.asking(), s.finds(), s.isCut(), what));
    } catch (RuntimeException e) {
      LOG.error("scan of {} failed", request.target(), e);
      change(s -> next(s, Phase.FAILED, s.asking(), s.finds(), s.isCut(), e.toString()));
    } finally {
      isTaken.set(false);
    }
  }

  /// Afterwards, since on a line of one's own it is opened once more for each profile.
  private void fit(Request request, long end) throws InterruptedException {
    Optional<DriverFactory> factory = DriverFactory.forProtocol(request.protocol());
    if (factory.isEmpty()) {
      return;
    }
    List<Find> finds = state.map(State::finds).orElse(List.of());
    for (int i = 0; i < finds.size(); i++) {
      Found found = finds.get(i).found();
      if (found.profiles().isEmpty() && !found.address().isEmpty()) {
        List<String> fitting =
            ProfileFit.suggest(
                request.line(), found.address(), request.profiles(), factory.get(), end);
        int at = i;
        change(s -> next(s, s.phase(), s.asking(), with(s.finds(), at, fitting), s.isCut(), ""));
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static List<Find> with(List<Find> finds, int at, List<String> profiles) {
    List<Find> all = new ArrayList<>(finds);
    all.set(at, new Find(finds.get(at).found(), profiles));
    return all;
  }

  private void become(Phase phase) {
    change(s -> next(s, phase, s.asking(), s.finds(), s.isCut(), s.trouble()));
  }

  /// By the scan's own thread alone.
  private void change(UnaryOperator<State> how) {
    state = state.map(how);
  }

  private static State next(
      State s, Phase phase, int asking, List<Find> finds, boolean isCut, String trouble) {
    return new State(
        s.request(), s.by(), s.startedAt(), phase, asking, finds, isCut, trouble, s.remarks());
  }

  private static State remarked(State s, Text words) {
    List<Text> all = new ArrayList<>(s.remarks());
    all.add(words);
    return new State(
        s.request(),
        s.by(),
        s.startedAt(),
        s.phase(),
        s.asking(),
        s.finds(),
        s.isCut(),
        s.trouble(),
        all);
  }

  private final class Notes implements FieldScanner.Heard {
    @Override
    public void found(Found found) {
      change(
          s -> {
            if (s.finds().size() >= MOST_FINDS) {
              return next(s, s.phase(), s.asking(), s.finds(), true, "");
            }
            List<Find> all = new ArrayList<>(s.finds());
            all.add(new Find(found, found.profiles()));
            return next(s, s.phase(), s.asking(), all, s.isCut(), "");
          });
    }

    @Override
    public void asking(int address) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException();
      }
      change(s -> next(s, s.phase(), address, s.finds(), s.isCut(), ""));
    }

    @Override
    public void remark(Text words) {
      change(s -> s.remarks().size() < MOST_REMARKS ? remarked(s, words) : s);
    }
  }
}
