package org.fieldbeacon.drone;

import java.util.Arrays;
import java.util.Map;
import org.fieldbeacon.observation.Quality;

/// What places are worth, by the last fix that each system told of its receivers: the messages with
/// a system's place have none of their own. One connection, one thread.
final class Fixes {
  static final int GPS_RAW_INT = 24;
  private static final int GLOBAL_POSITION_INT = 33;
  private static final int VFR_HUD = 74;
  private static final int GPS2_RAW = 124;
  private static final int ALTITUDE = 141;
  private static final int HIGH_LATENCY = 234;
  private static final int HIGH_LATENCY2 = 235;
  private static final int HOME_POSITION = 242;
  private static final int CAMERA_IMAGE_CAPTURED = 263;
  private static final int UTM_GLOBAL_POSITION = 340;
  private static final int SYSTEMS = 256;
  private static final int UNTOLD = -1;
  private static final int FIX_3D = 3;

  /// HL_FAILURE_FLAG_GPS.
  private static final int GPS_FAILED = 1;

  private static final Judged ZERO =
      new Judged(Quality.FAIL, "position: got exactly 0, 0, wanted one of a fix");
  private static final Judged FAILED =
      new Judged(Quality.FAIL, "the vehicle says its GPS has failed");

  /// GPS_FIX_TYPE: 0 and 1 no fix, 2 a fix without height, 3 and more a whole one.
  private static final Judged[] BELOW_3D = {
    new Judged(Quality.FAIL, "position: got GPS fix type 0 (no GPS), wanted 3 or more"),
    new Judged(Quality.FAIL, "position: got GPS fix type 1 (no fix), wanted 3 or more"),
    new Judged(Quality.SUSPECT, "position: got GPS fix type 2 (2D), wanted 3 or more")
  };

  private final int[] first = new int[SYSTEMS];
  private final int[] second = new int[SYSTEMS];

  Fixes() {
    Arrays.fill(first, UNTOLD);
    Arrays.fill(second, UNTOLD);
  }

  /// A flag and why.
  record Judged(Quality quality, String detail) {
    static final Judged NOTHING = new Judged(Quality.NOT_EVALUATED, "");
  }

  /// What a message's places are worth; the fix that it states is kept.
  Judged judge(MavFrame frame, Map<String, Object> values) {
    int system = frame.system();
    return switch (frame.messageId()) {
      case GPS_RAW_INT -> {
        first[system] = integer(values, "fix_type");
        yield zeroOr(values, "lat", "lon", byFix(first[system]));
      }
      case GPS2_RAW -> {
        second[system] = integer(values, "fix_type");
        yield zeroOr(values, "lat", "lon", byFix(second[system]));
      }
      case HIGH_LATENCY ->
          zeroOr(values, "latitude", "longitude", byFix(integer(values, "gps_fix_type")));
      case HIGH_LATENCY2 -> {
        boolean hasFailed = (integer(values, "failure_flags") & GPS_FAILED) != 0;
        yield zeroOr(values, "latitude", "longitude", hasFailed ? FAILED : ofSystem(system));
      }
      case GLOBAL_POSITION_INT, CAMERA_IMAGE_CAPTURED, UTM_GLOBAL_POSITION ->
          zeroOr(values, "lat", "lon", ofSystem(system));
      // Where it started: as good now as it was then.
      case HOME_POSITION -> zeroOr(values, "latitude", "longitude", Judged.NOTHING);
      // Altitudes alone.
      case VFR_HUD, ALTITUDE -> ofSystem(system);
      default -> Judged.NOTHING;
    };
  }

  /// Of two receivers the better one places the system.
  private Judged ofSystem(int system) {
    return byFix(Math.max(first[system], second[system]));
  }

  private static Judged byFix(int fix) {
    return fix == UNTOLD || fix >= FIX_3D ? Judged.NOTHING : BELOW_3D[fix];
  }

  private static Judged zeroOr(
      Map<String, Object> values, String latitude, String longitude, Judged otherwise) {
    boolean isZero = integer(values, latitude) == 0 && integer(values, longitude) == 0;
    return isZero ? ZERO : otherwise;
  }

  private static int integer(Map<String, Object> values, String field) {
    return values.get(field) instanceof Number number ? number.intValue() : 0;
  }
}
