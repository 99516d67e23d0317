/// Devices that speak through a local MQTT broker: LoRaWAN sensors behind ChirpStack v4, docks and
/// aircraft of DJI's Cloud API, and whatever publishes JSON. Imports the driver API and the one
/// room that holds Paho (`docs/adr/0003-one-paho-room.md`). It subscribes and never publishes. The
/// codecs are pure and may be called from any thread.
@NullMarked
package org.fieldbeacon.mqttdevices;

import org.jspecify.annotations.NullMarked;
