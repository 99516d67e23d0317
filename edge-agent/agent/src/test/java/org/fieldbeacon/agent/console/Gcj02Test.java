package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fieldbeacon.observation.GeoPosition;
import org.junit.jupiter.api.Test;

class Gcj02Test {
  /// The pair that the readme of `coordtransform` (wandergis, MIT) gives for its own formula.
  @Test
  void theShiftIsThatOfAnotherImplementation() {
    double[] shown = Gcj02.fromWgs84(39.915, 116.404);
    assertEquals(39.91640428150164, shown[0], 1e-9);
    assertEquals(116.41024449916938, shown[1], 1e-9);
  }

  @Test
  void theWayBackIsGoodToACentimetreAllOverHenan() {
    for (double latitude = 31.4; latitude < 36.4; latitude += 0.37) {
      for (double longitude = 110.3; longitude < 116.7; longitude += 0.41) {
        double[] shown = Gcj02.fromWgs84(latitude, longitude);
        GeoPosition back = Gcj02.toWgs84(shown[0], shown[1]);
        assertEquals(latitude, back.latitudeDeg(), 1e-7);
        assertEquals(longitude, back.longitudeDeg(), 1e-7);
      }
    }
  }

  @Test
  void outsideChinaNothingIsShifted() {
    assertEquals(new GeoPosition(51.5, -0.1), Gcj02.toWgs84(51.5, -0.1));
  }
}
