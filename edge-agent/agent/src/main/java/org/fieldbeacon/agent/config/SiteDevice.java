package org.fieldbeacon.agent.config;

import org.fieldbeacon.driver.Device;

/// A device and the link it hangs on.
///
/// @param link name of a link of the same site
public record SiteDevice(Device device, String link) {}
