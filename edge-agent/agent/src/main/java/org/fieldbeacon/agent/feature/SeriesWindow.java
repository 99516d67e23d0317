package org.fieldbeacon.agent.feature;

import java.time.Instant;
import java.util.List;
import org.fieldbeacon.agent.config.ModelCard.Channel;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.RelativeTo;
import org.fieldbeacon.observation.Unit;

/// The rows a model looks at, one channel of values each: gaps stay gaps until the model's own rule
/// fills them. A row is the last valid value within its period; rows end at multiples of the period
/// since 1970. One thread.
public final class SeriesWindow {
  /// Windows that ended up to so many rows before the newest can be looked at again, whole.
  public static final int ROWS_BACK = 60;

  private static final int MOST_HELD = 4096;

  private final Input.Window input;
  private final long periodMillis;
  private final long holdRows;
  private final int capacity;
  private final double[][] values;
  private final long[][] slots;
  private long unfitUnits;
  private long invalid;

  public SeriesWindow(Input.Window input) {
    this.input = input;
    periodMillis = input.period().toMillis();
    holdRows = input.hold().dividedBy(input.period());
    capacity = input.length() + (int) Math.min(holdRows, MOST_HELD) + 2 + ROWS_BACK;
    values = new double[input.channels().size()][capacity];
    slots = new long[input.channels().size()][capacity];
    for (long[] own : slots) {
      java.util.Arrays.fill(own, Long.MIN_VALUE);
    }
  }

  /// What the model is to see.
  ///
  /// @param end of the newest row
  /// @param cells rows by width, scaled; 0 where there is no value
  /// @param coverage share of cells with a value, own or held
  /// @param last newest own value of each channel in its unit, NaN without one
  /// @param own values of each channel in its unit, NaN where there is none; the window's rows are
  ///   the last, and before them stand those that a gap at its start may be filled from
  @SuppressWarnings("ArrayRecordComponent")
  public record Rows(Instant end, double[] cells, double coverage, double[] last, double[][] own) {
    /// The channel's own value in the newest row, NaN without one.
    public double newest(int channel) {
      return own[channel][own[channel].length - 1];
    }
  }

  /// Takes a value; what is not valid is a gap.
  ///
  /// @param channel index in the card
  /// @return whether its row had none until now
  public boolean add(int channel, Instant time, double value, Unit unit) {
    Channel card = input.channels().get(channel);
    if (!unit.convertsTo(card.unit())) {
      unfitUnits++;
      return false;
    }
    double own = Double.isFinite(value) ? unit.convert(value, card.unit()) : Double.NaN;
    if (!(own >= card.validMin() && own <= card.validMax())) {
      invalid += Double.isNaN(own) ? 0 : 1;
      return false;
    }
    long slot = slot(time);
    int at = (int) Math.floorMod(slot, (long) capacity);
    boolean isFromAnotherTime = slots[channel][at] > slot + capacity;
    boolean isNew = slots[channel][at] < slot || isFromAnotherTime;
    if (isNew || slots[channel][at] == slot) {
      slots[channel][at] = slot;
      values[channel][at] = own;
    }
    return isNew;
  }

  /// What the card says of its rows.
  public Input.Window input() {
    return input;
  }

  /// Values whose unit did not fit, since the start.
  public long unfitUnits() {
    return unfitUnits;
  }

  /// Values outside of the card's range, since the start.
  public long invalid() {
    return invalid;
  }

  /// The end of the row that `time` belongs to.
  public Instant rowEnd(Instant time) {
    return Instant.ofEpochMilli(slot(time) * periodMillis);
  }

  /// The rows up to the one that ends at `end`.
  public Rows rows(Instant end) {
    List<Channel> channels = input.channels();
    int width = input.width();
    double[] cells = new double[input.length() * width];
    double[] last = new double[channels.size()];
    int lead = (int) Math.min(holdRows, MOST_HELD);
    double[][] own = new double[channels.size()][lead + input.length()];
    long newest = slot(end);
    long covered = 0;
    for (int c = 0; c < channels.size(); c++) {
      last[c] = newestOwn(c, newest);
      boolean isRelative = input.relativeTo() == RelativeTo.LAST;
      double base = isRelative ? last[c] : 0;
      Channel card = channels.get(c);
      for (int row = 0; row < lead; row++) {
        own[c][row] = at(c, newest - (input.length() + lead - 1 - row));
      }
      for (int row = 0; row < input.length(); row++) {
        long slot = newest - (input.length() - 1 - row);
        own[c][lead + row] = at(c, slot);
        boolean isOwn = !Double.isNaN(own[c][lead + row]);
        double value = isOwn ? own[c][lead + row] : held(c, slot);
        if (!Double.isNaN(value - base)) {
          covered++;
          double scaled = (value - base - card.center()) / card.scale();
          cells[row * width + c] = Math.clamp(scaled, -8, 8);
        }
        if (input.mask()) {
          cells[row * width + channels.size() + c] = isOwn ? 1 : 0;
        }
      }
    }
    double coverage = (double) covered / (channels.size() * (long) input.length());
    return new Rows(end, cells, coverage, last, own);
  }

  private double newestOwn(int channel, long newest) {
    for (long slot = newest; slot > newest - input.length(); slot--) {
      double value = at(channel, slot);
      if (!Double.isNaN(value)) {
        return value;
      }
    }
    return Double.NaN;
  }

  private double held(int channel, long slot) {
    for (long back = 1; back <= holdRows; back++) {
      double value = at(channel, slot - back);
      if (!Double.isNaN(value)) {
        return value;
      }
    }
    return Double.NaN;
  }

  private double at(int channel, long slot) {
    int at = (int) Math.floorMod(slot, (long) capacity);
    return slots[channel][at] == slot ? values[channel][at] : Double.NaN;
  }

  private long slot(Instant time) {
    return Math.ceilDiv(time.toEpochMilli(), periodMillis);
  }
}
