package org.fieldbeacon.environment;

import org.fieldbeacon.environment.Exchange.Outcome;

/// A request with what follows from its end.
record Errand(Request request, End end) {

  /// What follows.
  interface End {
    /// @param hasData whether the station sent what was asked for, or some of it
    void ended(Outcome outcome, boolean hasData);
  }
}
