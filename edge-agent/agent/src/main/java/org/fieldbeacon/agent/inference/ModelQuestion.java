package org.fieldbeacon.agent.inference;

import java.time.Instant;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.driver.Frame;

/// One input for one of the site's models.
public sealed interface ModelQuestion {
  /// The model's id in the site.
  String model();

  /// The instant it is about: when the picture was taken, the end of the newest row.
  Instant at();

  record Look(String model, Frame frame) implements ModelQuestion {
    @Override
    public Instant at() {
      return frame.phenomenonTime();
    }
  }

  /// @param isLate whether its readings came after the question was due: it is asked for what has
  ///   been, and takes nobody's place
  record Judge(String model, SeriesWindow.Rows rows, boolean isLate) implements ModelQuestion {
    public Judge(String model, SeriesWindow.Rows rows) {
      this(model, rows, false);
    }

    @Override
    public Instant at() {
      return rows.end();
    }
  }
}
