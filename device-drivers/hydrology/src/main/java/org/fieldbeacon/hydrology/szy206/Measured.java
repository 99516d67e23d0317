package org.fieldbeacon.hydrology.szy206;

import java.math.BigDecimal;
import java.util.Optional;
import org.fieldbeacon.observation.Unit;

/// One measured value of a frame.
///
/// @param point its name
/// @param value in `unit`; empty where the terminal says that it has none
record Measured(String point, Optional<BigDecimal> value, Unit unit) {}
