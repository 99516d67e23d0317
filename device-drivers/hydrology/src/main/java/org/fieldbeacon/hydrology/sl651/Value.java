package org.fieldbeacon.hydrology.sl651;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/// One measured value of a body.
///
/// @param station whose it is, ten hex digits; a body can speak for several
/// @param element what it is of
/// @param value in the element's unit; empty where the station says that it has none
/// @param time when it held; empty where the body has no readable time
record Value(String station, Element element, Optional<BigDecimal> value, Optional<Instant> time) {}
