package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.observation.Unit;

/// What a family of LoRaWAN sensors packs into its few bytes. Stateless; any thread.
interface LoraCodec {
  /// The readings it can give, by name, with their units.
  Map<String, Unit> readings();

  /// @param port the LoRaWAN port, 0..255
  /// @param data the payload, decrypted
  /// @param time when the network had it
  /// @return never thrown: what does not hold is told as bad, with the offset in `data`
  DecodedFrame decode(int port, byte[] data, Optional<Instant> time);
}
