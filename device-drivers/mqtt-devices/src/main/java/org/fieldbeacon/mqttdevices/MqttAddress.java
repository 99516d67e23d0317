package org.fieldbeacon.mqttdevices;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.mqttdevices.Mapping.Form;

/// A device's address behind the broker: `dev-eui`, `topic` or `sn`, by its profile's form.
final class MqttAddress {
  private static final int WEEK_S = 604_800;
  private static final String ANSWERS = "answers";

  private MqttAddress() {}

  static void check(Device device, List<Problem> problems) {
    Attributes address = device.address();
    Form form = Mapping.read(device.profile(), _ -> {}).form();
    address.reportUnknown(known(form), p -> problems.add(below(p)));
    String key = key(form);
    String value = address.text(key, "");
    boolean isSound =
        switch (form) {
          case CHIRPSTACK -> value.matches("[0-9A-Fa-f]{16}");
          case JSON -> isTopic(value);
          case DJI -> value.matches("[A-Za-z0-9]{1,64}");
        };
    if (!isSound) {
      problems.add(
          new Problem(
              "address." + key,
              address.has(key) ? "\"" + value + "\"" : "nothing",
              switch (form) {
                case CHIRPSTACK -> "16 hex digits in quotes";
                case JSON -> "a topic without + and #";
                case DJI -> "a serial number, letters and digits";
              }));
    }
    if (address.has("availability-topic") && !isTopic(address.text("availability-topic", ""))) {
      problems.add(
          new Problem(
              "address.availability-topic",
              "\"" + address.text("availability-topic", "") + "\"",
              "a topic without + and #"));
    }
    try {
      patience(address, Duration.ZERO);
      var _ = address.flag(ANSWERS, true);
    } catch (InvalidAttribute e) {
      problems.add(below(e.problem()));
    }
  }

  static FieldDevice fieldDevice(
      Device device, MqttSettings settings, DriverContext context, Instant now) {
    Mapping mapping = Mapping.read(device.profile(), _ -> {});
    Attributes address = device.address();
    String id = address.text(key(mapping.form()), "");
    DeviceMessages messages =
        switch (mapping.form()) {
          case CHIRPSTACK -> new ChirpStackMessages(id.toLowerCase(Locale.ROOT), mapping);
          case DJI -> new DjiMessages(id, address.flag(ANSWERS, true), mapping);
          case JSON ->
              new JsonMessages(
                  id,
                  address.has("availability-topic")
                      ? Optional.of(address.text("availability-topic", ""))
                      : Optional.empty(),
                  mapping);
        };
    return new FieldDevice(
        device,
        messages,
        patience(address, settings.offlineAfter()),
        settings.retainedAge(),
        context.statuses(),
        now);
  }

  private static Duration patience(Attributes address, Duration fallback) {
    return address.has(MqttSettings.OFFLINE_AFTER)
        ? Duration.ofSeconds(address.integer(MqttSettings.OFFLINE_AFTER, 1, WEEK_S, 0))
        : fallback;
  }

  private static String key(Form form) {
    return switch (form) {
      case CHIRPSTACK -> "dev-eui";
      case JSON -> "topic";
      case DJI -> "sn";
    };
  }

  private static Set<String> known(Form form) {
    return switch (form) {
      case JSON -> Set.of(key(form), "availability-topic", MqttSettings.OFFLINE_AFTER);
      case DJI -> Set.of(key(form), ANSWERS, MqttSettings.OFFLINE_AFTER);
      case CHIRPSTACK -> Set.of(key(form), MqttSettings.OFFLINE_AFTER);
    };
  }

  private static boolean isTopic(String text) {
    return text.matches("[^+#\\u0000]{1,512}");
  }

  private static Problem below(Problem p) {
    return new Problem("address." + p.path(), p.got(), p.wanted());
  }
}
