package org.fieldbeacon.driver;

import java.time.Duration;
import java.util.Optional;
import org.fieldbeacon.observation.GeoPosition;

/// One unit in the field, as the site file declares it.
///
/// @param name unique in the site, see [org.fieldbeacon.observation.PointId]
/// @param title for people, zh-CN and en
/// @param profile what model it is
/// @param address where it is on its link, in the protocol's own words: `unit: 1`
/// @param pollInterval how often it is read; ignored by streaming drivers
/// @param position where it stands
public record Device(
    String name,
    Text title,
    DeviceProfile profile,
    Attributes address,
    Duration pollInterval,
    Optional<GeoPosition> position) {}
