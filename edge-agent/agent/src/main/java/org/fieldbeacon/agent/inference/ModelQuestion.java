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

  record Judge(String model, SeriesWindow.Rows rows) implements ModelQuestion {
    @Override
    public Instant at() {
      return rows.end();
    }
  }
}
