package org.fieldbeacon.bench;

import com.sun.management.ThreadMXBean;
import io.dronefleet.mavlink.MavlinkConnection;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench decode`.
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description =
        "Frames per second and bytes allocated per frame for every codec, on one thread, by that"
            + " thread's CPU time; the drivers of machines and drones from bytes to observations,"
            + " every decoder from bytes to all named fields; dronefleet MAVLink beside ours.")
final class DecodeBench implements Callable<Integer> {
  private static final double NANOS = 1e9;
  private static final double SMALL_AIM = 1_000_000;
  private static final double LARGE_AIM = 200_000;
  private static final List<String> SMALL = List.of("j1939", "nmea0183", "mavlink");
  private static final List<String> LARGE = List.of("sl651", "hj212", "jt808");
  private static final Text NO_TITLE = new Text("", "");

  @Mixin private Common common = new Common();

  @Option(names = "--frames", description = "in one pass; default 200000")
  private int frames = 200_000;

  @Option(names = "--warm-up", description = "passes before measuring; default 5")
  private int warmUp = 5;

  @Option(names = "--passes", description = "measured, of which the median is told; default 7")
  private int passes = 7;

  @Option(names = "--only", description = "this protocol alone")
  private String only = "";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    return common.run(spec, this::measure);
  }

  /// Something that reads all frames once.
  @FunctionalInterface
  private interface Pass {
    void run() throws IOException;
  }

  private void measure(Scene scene, Report report) throws IOException {
    report.parameter("frames", frames).parameter("warm-up", warmUp).parameter("passes", passes);
    report.parameter("by", "CPU time of the one thread, median of the passes");
    for (String protocol : CodecFrames.PROTOCOLS) {
      if (only.isEmpty() || only.equals(protocol)) {
        CodecFrames corpus = CodecFrames.of(protocol, frames);
        Map<String, Unit> readings = readings(corpus);
        if (SMALL.contains(protocol)) {
          Path file = scene.dir().resolve(protocol + ".bin");
          Files.write(file, corpus.bytes());
          report(report, protocol + "-driver", corpus, () -> drive(protocol, file, readings));
          report.atLeast(protocol + "-driver-frames-per-s", SMALL_AIM);
        }
        report(report, protocol + "-decoder", corpus, () -> decode(corpus));
        if (LARGE.contains(protocol)) {
          report.atLeast(protocol + "-decoder-frames-per-s", LARGE_AIM);
        }
        if (protocol.equals("mavlink")) {
          report(report, "dronefleet-mavlink", corpus, () -> peer(corpus));
        }
      }
    }
  }

  private void report(Report report, String name, CodecFrames corpus, Pass pass)
      throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double[] rates = new double[passes];
    double[] allocated = new double[passes];
    for (int i = 0; i < warmUp; i++) {
      pass.run();
    }
    for (int i = 0; i < passes; i++) {
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long nanos = threads.getCurrentThreadCpuTime();
      pass.run();
      nanos = threads.getCurrentThreadCpuTime() - nanos;
      rates[i] = corpus.count() / (nanos / NANOS);
      allocated[i] = (threads.getCurrentThreadAllocatedBytes() - bytes) / (double) corpus.count();
    }
    Arrays.sort(rates);
    Arrays.sort(allocated);
    report.figure(name + "-frames-per-s", rates[passes / 2]);
    report.figure(name + "-bytes-per-frame", allocated[passes / 2]);
  }

  private static void decode(CodecFrames corpus) throws IOException {
    long[] good = new long[1];
    decoder(corpus.protocol())
        .decode(
            new ByteArrayInputStream(corpus.bytes()),
            frame -> {
              switch (frame) {
                case Good _ -> good[0]++;
                case Bad bad -> throw new IllegalArgumentException(corpus.protocol() + ": " + bad);
              }
            });
    if (good[0] < corpus.count()) {
      throw new IOException(
          corpus.protocol() + ": got " + good[0] + " frames, wanted " + corpus.count());
    }
  }

  /// The driver as the gateway runs it, over a recording.
  private static void drive(String protocol, Path file, Map<String, Unit> readings)
      throws IOException {
    long[] seen = new long[1];
    var ended = new StringBuilder();
    var device = device(protocol, readings);
    var link = new LinkConfig.Replay("replay", file, Duration.ofSeconds(1), Attributes.NONE);
    List<StreamingDriver> drivers = new ArrayList<>();
    var context =
        new DriverContext(
            InstantSource.system(),
            _ -> seen[0]++,
            status -> {
              if (status.state() == DeviceStatus.State.LINK_DOWN) {
                ended.append(status.detail());
                drivers.forEach(StreamingDriver::close);
              }
            });
    drivers.add(
        (StreamingDriver)
            DriverFactory.forProtocol(protocol)
                .orElseThrow()
                .create(link, List.of(device), context));
    drivers.getFirst().open();
    drivers.getFirst().run();
    if (seen[0] == 0) {
      throw new IOException(protocol + ": the driver gave no observation; it said " + ended);
    }
  }

  private static Device device(String protocol, Map<String, Unit> readings) {
    List<PointProfile> points = new ArrayList<>();
    readings.forEach(
        (name, unit) ->
            points.add(
                new PointProfile(
                    name,
                    NO_TITLE,
                    name,
                    unit,
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    PointProfile.Access.READ,
                    Attributes.NONE)));
    return new Device(
        "device",
        NO_TITLE,
        new DeviceProfile("bench", NO_TITLE, protocol, Attributes.NONE, points),
        Attributes.NONE,
        Duration.ofSeconds(1),
        Optional.empty());
  }

  /// What the frames measure.
  private static Map<String, Unit> readings(CodecFrames corpus) throws IOException {
    Map<String, Unit> readings = new TreeMap<>();
    byte[] some = Arrays.copyOf(corpus.bytes(), Math.min(corpus.bytes().length, 1 << 14));
    decoder(corpus.protocol())
        .decode(
            new ByteArrayInputStream(some),
            frame -> {
              if (frame instanceof Good good) {
                good.readings().forEach(r -> readings.put(r.point(), r.unit()));
              }
            });
    return readings;
  }

  private static void peer(CodecFrames corpus) throws IOException {
    var connection =
        MavlinkConnection.create(
            new ByteArrayInputStream(corpus.bytes()), OutputStream.nullOutputStream());
    int got = 0;
    try {
      while (connection.next() != null) {
        got++;
      }
    } catch (EOFException _) {
      // The end.
    }
    if (got < corpus.count() * 9 / 10) {
      throw new IOException("dronefleet: got " + got + " frames, wanted " + corpus.count());
    }
  }

  private static FrameDecoder decoder(String protocol) {
    return FrameDecoder.all()
        .filter(d -> d.protocol().equals(protocol))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no decoder for " + protocol));
  }
}
