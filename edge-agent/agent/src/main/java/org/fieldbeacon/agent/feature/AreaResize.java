package org.fieldbeacon.agent.feature;

/// Scales pictures: box average with fractional weights along an axis that shrinks, bilinear with
/// half-pixel centres along one that grows; rounded half up, once, at the end. Slow and exact: what
/// models were trained on, byte for byte but for ties. Stateless.
public final class AreaResize {
  private AreaResize() {}

  /// @param width 1 or more
  /// @param height 1 or more
  public static Picture resize(Picture from, int width, int height) {
    if (from.width() == width && from.height() == height) {
      return from;
    }
    Axis across = Axis.of(from.width(), width);
    Axis down = Axis.of(from.height(), height);
    // One row of the source at a time is made narrow, then spread over the rows it is part of.
    double[] narrow = new double[3 * width];
    double[] sums = new double[3 * width * height];
    int firstOpen = 0;
    for (int y = 0; y < from.height(); y++) {
      while (firstOpen < height && down.last[firstOpen] < y) {
        firstOpen++;
      }
      boolean isNarrow = false;
      for (int to = firstOpen; to < height && down.first[to] <= y; to++) {
        if (down.last[to] < y) {
          continue;
        }
        if (!isNarrow) {
          narrow(from, y, across, narrow);
          isNarrow = true;
        }
        double weight = down.weight(to, y);
        for (int i = 0, at = 3 * width * to; i < narrow.length; i++, at++) {
          sums[at] += weight * narrow[i];
        }
      }
    }
    byte[] rgb = new byte[sums.length];
    for (int i = 0; i < sums.length; i++) {
      rgb[i] = (byte) Math.clamp((long) Math.floor(sums[i] + 0.5), 0, 255);
    }
    return new Picture(width, height, rgb, from.isGrey(), from.wasTurned());
  }

  private static void narrow(Picture from, int y, Axis across, double[] out) {
    byte[] rgb = from.rgb();
    int row = 3 * y * from.width();
    for (int x = 0; x < across.first.length; x++) {
      double red = 0;
      double green = 0;
      double blue = 0;
      double[] weights = across.weights[x];
      int at = row + 3 * across.first[x];
      for (double weight : weights) {
        red += weight * (rgb[at] & 0xFF);
        green += weight * (rgb[at + 1] & 0xFF);
        blue += weight * (rgb[at + 2] & 0xFF);
        at += 3;
      }
      out[3 * x] = red;
      out[3 * x + 1] = green;
      out[3 * x + 2] = blue;
    }
  }

  /// Which source cells, from `first` to `last`, make each target cell, and by how much.
  @SuppressWarnings("ArrayRecordComponent")
  private record Axis(int[] first, int[] last, double[][] weights) {
    static Axis of(int source, int target) {
      Axis axis = new Axis(new int[target], new int[target], new double[target][]);
      double ratio = (double) source / target;
      for (int i = 0; i < target; i++) {
        if (ratio >= 1) {
          axis.box(i, i * ratio, (i + 1) * ratio, source);
        } else {
          axis.between(i, Math.clamp((i + 0.5) * ratio - 0.5, 0, source - 1.0), source);
        }
      }
      return axis;
    }

    private void box(int i, double low, double high, int source) {
      int from = (int) low;
      int to = Math.min(source, (int) Math.ceil(high));
      double[] own = new double[to - from];
      double sum = 0;
      for (int j = from; j < to; j++) {
        own[j - from] = Math.max(0, Math.min(high, j + 1.0) - Math.max(low, j));
        sum += own[j - from];
      }
      for (int j = 0; j < own.length; j++) {
        own[j] /= sum;
      }
      set(i, from, own);
    }

    private void between(int i, double at, int source) {
      int low = (int) at;
      double part = at - low;
      set(i, low, low + 1 < source ? new double[] {1 - part, part} : new double[] {1});
    }

    private void set(int i, int from, double[] own) {
      first[i] = from;
      last[i] = from + own.length - 1;
      weights[i] = own;
    }

    double weight(int to, int cell) {
      return weights[to][cell - first[to]];
    }
  }
}
