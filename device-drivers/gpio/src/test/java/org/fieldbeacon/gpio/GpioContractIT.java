package org.fieldbeacon.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.PollingDriverContract;
import org.fieldbeacon.driver.ScriptedPeer.Manners;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kit on a thermometer of the 1-Wire bus, the one thing on a board whose answer is text with a
/// check, so that silence, garbage and a cut answer have a meaning. What the others do when their
/// chip is gone is in [GpioDriverIT] and [SensorsTest].
class GpioContractIT extends PollingDriverContract {
  private static final String ID = "28-0316a2795f4f";
  private static final String ANSWER =
      "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n";

  @TempDir Path folder;

  @Override
  protected byte[] answer(byte[] request) {
    return ANSWER.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  protected Peer peer() {
    return new Thermometer(folder.resolve("w1").resolve(ID));
  }

  @Override
  protected Device device() {
    var point =
        new PointProfile(
            "temperature",
            new Text("", ""),
            "air-temperature",
            Unit.CELSIUS,
            -55,
            125,
            Access.READ,
            Attributes.NONE);
    return new Device(
        "air",
        new Text("", ""),
        new DeviceProfile(
            "any",
            new Text("", ""),
            "gpio",
            new Attributes(Map.of("sensor", "ds18b20")),
            List.of(point)),
        new Attributes(Map.of("id", ID)),
        Duration.ofSeconds(1),
        Optional.empty());
  }

  @Override
  protected PollingDriver driver(
      int port, Device device, DriverContext context, Duration patience) {
    return new GpioDriver(
        "board",
        folder.resolve("state"),
        new Hardware(folder.resolve("dev"), folder.resolve("w1"), folder.resolve("pwm")),
        () -> {
          throw new IOException("no pins here");
        },
        List.of(device),
        context,
        System::nanoTime);
  }

  /// A cut inside the number has no meaning here: the kernel makes the file anew at each read and
  /// hands it out whole.
  @Override
  protected int answerLength() {
    return ANSWER.indexOf("t=") + 2;
  }

  /// No meaning: a file has no speed. That the kit's slow peer is the polite one says so.
  @Test
  void aSlowFileHasNoMeaning() throws IOException {
    var slow = new Thermometer(folder.resolve("slow"));
    slow.behave(new Manners.ByteByByte());
    assertEquals(ANSWER, Files.readString(folder.resolve("slow/w1_slave")));
  }

  /// The sysfs file of one thermometer.
  private static final class Thermometer implements Peer {
    private final Path file;

    Thermometer(Path device) {
      file = device.resolve("w1_slave");
      behave(new Manners.Polite());
    }

    @Override
    public int port() {
      return 0;
    }

    @Override
    public void behave(Manners how) {
      byte[] whole = ANSWER.getBytes(StandardCharsets.US_ASCII);
      switch (how) {
        case Manners.Polite(), Manners.ByteByByte() -> write(whole);
        case Manners.Silent() -> unplug();
        case Manners.Garbage(byte[] bytes) -> write(bytes);
        case Manners.Half(int bytes) -> write(Arrays.copyOf(whole, bytes));
        case Manners.HangUpAfter(int bytes) -> write(Arrays.copyOf(whole, bytes));
      }
    }

    /// Unplugged and plugged in again.
    @Override
    public void dropAll() {
      unplug();
      behave(new Manners.Polite());
    }

    @Override
    public void close() {
      unplug();
    }

    private void unplug() {
      try {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.resolveSibling(""));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void write(byte[] bytes) {
      try {
        Files.createDirectories(file.resolveSibling(""));
        Files.write(file, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
