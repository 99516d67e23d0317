package org.fieldbeacon.agent.inference;

import java.util.Arrays;
import org.fieldbeacon.agent.feature.ImageInput.Look;

/// Tells whether one camera sees, from the looks of its pictures and from how they repeat. One
/// thread.
final class CameraEye {
  /// Mean brightness of 255 below which it is night without a lamp.
  static final double DARK = 12;

  /// Spread of brightness of 255 below which nothing can be told apart.
  static final double FLAT = 6;

  /// Variance of the Laplacian at the model's size below which no edge is left; hazes and smoke
  /// over half a picture stay well above.
  static final double BLUR = 6;

  /// So many pictures of the same bytes in a row.
  static final int FROZEN_AFTER = 3;

  private int lastHash;
  private int lastLength = -1;
  private int repeats;

  /// Takes a picture's bytes; a live camera's noise never repeats.
  ///
  /// @return whether it is frozen
  boolean repeats(byte[] bytes) {
    int hash = Arrays.hashCode(bytes);
    boolean isSame = bytes.length == lastLength && hash == lastHash;
    repeats = isSame ? repeats + 1 : 1;
    lastHash = hash;
    lastLength = bytes.length;
    return repeats >= FROZEN_AFTER;
  }

  static Sight sight(Look look, boolean isFrozen) {
    if (look.meanLuma() < DARK) {
      return Sight.DARK;
    }
    if (look.lumaStd() < FLAT) {
      return Sight.COVERED;
    }
    if (isFrozen) {
      return Sight.FROZEN;
    }
    return look.sharpness() < BLUR ? Sight.BLURRED : Sight.GOOD;
  }
}
