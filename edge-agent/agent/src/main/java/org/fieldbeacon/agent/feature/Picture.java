package org.fieldbeacon.agent.feature;

/// A decoded picture, upright, eight bits a channel.
///
/// @param rgb red, green, blue of each pixel, rows from the top; not copied
/// @param isGrey whether the file had no colours
/// @param wasTurned whether EXIF had it turned
@SuppressWarnings("ArrayRecordComponent")
public record Picture(int width, int height, byte[] rgb, boolean isGrey, boolean wasTurned) {
  public Picture {
    if (rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "picture: got " + rgb.length + " bytes for " + width + " × " + height);
    }
  }

  /// The part of it that starts at `x`, `y`.
  public Picture crop(int x, int y, int cropWidth, int cropHeight) {
    byte[] part = new byte[3 * cropWidth * cropHeight];
    for (int row = 0; row < cropHeight; row++) {
      System.arraycopy(rgb, 3 * ((y + row) * width + x), part, 3 * row * cropWidth, 3 * cropWidth);
    }
    return new Picture(cropWidth, cropHeight, part, isGrey, wasTurned);
  }

  /// As EXIF's orientation says it is to be seen.
  ///
  /// @param orientation 1..8
  Picture turned(int orientation) {
    if (orientation == 1) {
      return this;
    }
    boolean swaps = orientation >= 5;
    int outWidth = swaps ? height : width;
    int outHeight = swaps ? width : height;
    byte[] out = new byte[rgb.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int toX =
            switch (orientation) {
              case 2, 3 -> width - 1 - x;
              case 5, 8 -> y;
              case 6, 7 -> height - 1 - y;
              default -> x;
            };
        int toY =
            switch (orientation) {
              case 3, 4 -> height - 1 - y;
              case 5, 6 -> x;
              case 7, 8 -> width - 1 - x;
              default -> y;
            };
        System.arraycopy(rgb, 3 * (y * width + x), out, 3 * (toY * outWidth + toX), 3);
      }
    }
    return new Picture(outWidth, outHeight, out, isGrey, true);
  }
}
