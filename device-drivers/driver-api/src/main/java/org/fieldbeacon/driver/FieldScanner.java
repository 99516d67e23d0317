package org.fieldbeacon.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/// Looks for devices of one protocol on one link, for a technician who stands there. Only asks and
/// never sets; leaves a device time between questions. Found by [ServiceLoader]. Stateless; any
/// thread.
public interface FieldScanner {
  /// The protocol's name, as in profiles; `sdi12` and `i2c` are told apart where one driver has
  /// both.
  String name();

  /// The kinds of link it can look at, for a person: `tcp://HOST:PORT or serial:/dev/ttyUSB0`.
  String targets();

  /// Looks, and tells each find at once.
  ///
  /// @param limits what to look for, and how long
  /// @throws IOException when the link cannot be used at all
  void scan(LinkConfig link, Limits limits, Heard heard) throws IOException, InterruptedException;

  /// The same for one who knows profiles. A protocol whose devices show only by what stands in a
  /// server compares that with them and tells devices; all others leave it to their caller to read
  /// what a profile would read.
  ///
  /// @param profiles of this protocol; empty when none are to be compared
  default void scan(LinkConfig link, Limits limits, List<DeviceProfile> profiles, Heard heard)
      throws IOException, InterruptedException {
    scan(link, limits, heard);
  }

  /// Told as a scan goes on, on its thread.
  @FunctionalInterface
  interface Heard {
    void found(Found found);

    /// Which address is asked next, in the protocol's numbers.
    default void asking(int address) {}

    /// What a person should know that is neither a find nor the end of the scan.
    default void remark(Text words) {}
  }

  /// What one look may cost.
  ///
  /// @param within from now, all of it; what is not looked at by then is not
  /// @param first least address to ask, in the protocol's numbers
  /// @param last greatest
  /// @param isThorough also what takes longer: every letter, every variable
  record Limits(Duration within, int first, int last, boolean isThorough) {}

  /// One find.
  ///
  /// @param address words of a device's `address` in a site file; empty where there are none
  /// @param fields what it says of itself: strings, numbers, booleans, lists and maps
  /// @param profiles profiles that may be its, best first
  record Found(Map<String, Object> address, Map<String, Object> fields, List<String> profiles) {
    public Found {
      address = Collections.unmodifiableMap(new LinkedHashMap<>(address));
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
      profiles = List.copyOf(profiles);
    }
  }

  /// The scanner of this name; empty when there is none on the class path.
  static Optional<FieldScanner> named(String name) {
    return all().stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /// All on the class path.
  static List<FieldScanner> all() {
    return ServiceLoader.load(FieldScanner.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
