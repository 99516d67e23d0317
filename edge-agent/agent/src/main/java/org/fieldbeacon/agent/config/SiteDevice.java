package org.fieldbeacon.agent.config;

import org.fieldbeacon.driver.Device;

/// A device and the link it hangs on.
///
/// @param link name of a link of the same site
/// @param enabled whether it is read; one that is not keeps its place, its rules and its history
public record SiteDevice(Device device, String link, boolean enabled) {}
