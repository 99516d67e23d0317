package org.fieldbeacon.simulator.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.simulator.modbus.Table;
import org.fieldbeacon.simulator.scenario.Recordings.Recording;
import org.fieldbeacon.simulator.scenario.RegisterFormat.Order;
import org.fieldbeacon.simulator.scenario.Scenario.RegisterSpec;

/// The `registers` of one device.
final class RegisterReader {
  static final Set<String> REQUIRED = Set.of("register");
  static final Set<String> OPTIONAL =
      Set.of(
          "table",
          "type",
          "order",
          "scale",
          "offset",
          "value",
          "series",
          "column",
          "mode",
          "bucket-mm",
          "window");

  /// How a series is played.
  enum Mode {
    LINEAR,
    STEP,
    TIPPING_BUCKET,
    WINDOW_SUM
  }

  private static final double DEFAULT_BUCKET_MM = 0.2;
  private static final double MAX_BUCKET_MM = 100;

  private final Recordings recordings;
  private final Order deviceOrder;

  RegisterReader(Recordings recordings, Optional<YamlCursor> deviceOrder) {
    this.recordings = recordings;
    this.deviceOrder = deviceOrder.map(c -> c.oneOf(Order.class)).orElse(Order.ABCD);
  }

  List<RegisterSpec> read(Optional<YamlCursor> section) {
    List<RegisterSpec> registers = new ArrayList<>();
    Map<String, String> taken = new HashMap<>();
    section.ifPresent(
        s ->
            s.mapping(Set.of(), Set.of())
                .forEach(
                    (name, at) -> {
                      RegisterSpec register = register(name, at);
                      claim(register, at, taken);
                      registers.add(register);
                    }));
    return registers;
  }

  private static void claim(RegisterSpec register, YamlCursor at, Map<String, String> taken) {
    if (register.address() + register.size() > 65536) {
      at.problem("a value that ends after register 65535", "all of it in 0..65535");
      return;
    }
    for (int i = 0; i < register.size(); i++) {
      String cell = register.table() + "/" + (register.address() + i);
      String other = taken.putIfAbsent(cell, register.name());
      if (other != null) {
        at.problem("the address of " + other, "an address of its own");
        return;
      }
    }
  }

  private RegisterSpec register(String name, YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(REQUIRED, OPTIONAL);
    Table table =
        keys.containsKey("table") ? keys.get("table").oneOf(Table.class) : Table.HOLDING_REGISTER;
    int address = keys.containsKey("register") ? keys.get("register").integer(0, 65535) : 0;
    Signal signal = signal(recordings, at, keys);
    return new RegisterSpec(name, table, address, format(keys, signal), signal);
  }

  private RegisterFormat format(Map<String, YamlCursor> keys, Signal signal) {
    RegisterFormat.Type type =
        keys.containsKey("type")
            ? keys.get("type").oneOf(RegisterFormat.Type.class)
            : RegisterFormat.Type.U16;
    Order order = keys.containsKey("order") ? keys.get("order").oneOf(Order.class) : deviceOrder;
    double scale = 1;
    YamlCursor stated = keys.get("scale");
    if (stated != null) {
      scale = stated.number();
      if (scale == 0) {
        stated.problem("a number that is not 0");
        scale = 1;
      }
    }
    double offset = keys.containsKey("offset") ? keys.get("offset").number() : 0;
    return new RegisterFormat(type, order, scale, offset, signal instanceof Signal.TippingBucket);
  }

  /// What a value follows: `value`, or `series`, `column` and `mode`.
  static Signal signal(Recordings recordings, YamlCursor at, Map<String, YamlCursor> keys) {
    YamlCursor value = keys.get("value");
    YamlCursor series = keys.get("series");
    if ((value == null) == (series == null)) {
      at.problem(value == null ? "neither" : "both", "either value or series");
      return new Signal.Constant(0);
    }
    if (value != null) {
      for (String key : Set.of("column", "mode", "bucket-mm", "window")) {
        YamlCursor stray = keys.get(key);
        if (stray != null) {
          stray.problem(key + " with a value", key + " only with a series");
        }
      }
      return new Signal.Constant(value.number());
    }
    YamlCursor column = keys.get("column");
    if (series == null || column == null) {
      at.problem("no column", "the column of the series");
      return new Signal.Constant(0);
    }
    return recordings
        .find(series, column)
        .map(recording -> played(at, keys, recording))
        .orElse(new Signal.Constant(0));
  }

  private static Signal played(YamlCursor at, Map<String, YamlCursor> keys, Recording recording) {
    Mode mode = keys.containsKey("mode") ? keys.get("mode").oneOf(Mode.class) : Mode.LINEAR;
    YamlCursor bucket = keys.get("bucket-mm");
    if (bucket != null && mode != Mode.TIPPING_BUCKET) {
      bucket.problem("bucket-mm", "it only with mode tipping-bucket");
    }
    YamlCursor window = keys.get("window");
    if ((window == null) == (mode == Mode.WINDOW_SUM)) {
      at.problem(window == null ? "no window" : "a window", "one with mode window-sum, else none");
      return new Signal.Constant(0);
    }
    return switch (mode) {
      case LINEAR -> new Signal.Linear(recording.series(), recording.begin());
      case STEP -> new Signal.Step(recording.series(), recording.begin());
      case TIPPING_BUCKET ->
          new Signal.TippingBucket(
              recording.series(),
              recording.begin(),
              bucket == null ? DEFAULT_BUCKET_MM : bucket.above0(MAX_BUCKET_MM));
      case WINDOW_SUM ->
          new Signal.WindowSum(
              recording.series(),
              recording.begin(),
              window == null ? java.time.Duration.ZERO : window.duration());
    };
  }
}
