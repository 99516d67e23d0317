package org.fieldbeacon.agent.config;

import java.time.ZoneId;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.GeoPosition;

/// Who this gateway is and where it stands.
///
/// @param id unique in the province: `gw-410105-01`
/// @param title for people, zh-CN and en
/// @param position where it stands; what it reports without a position of its own stands here too
/// @param adcode six digits of the county it stands in (GB/T 2260)
/// @param exercise whether all that it reports is an exercise; said in every message
/// @param zone for days and months in rules and tests; Asia/Shanghai when the file is silent
public record GatewayConfig(
    String id, Text title, GeoPosition position, String adcode, boolean exercise, ZoneId zone) {
  public static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Shanghai");
}
