package org.fieldbeacon.gpio;

import com.pi4j.context.Context;
import com.pi4j.exception.InitializeException;
import com.pi4j.exception.ShutdownException;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputBase;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalInputProvider;
import com.pi4j.io.gpio.digital.DigitalInputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.DigitalStateChangeEvent;
import com.pi4j.io.gpio.digital.PullResistance;
import java.io.IOException;
import java.util.Optional;

/// Pi4J's digital inputs on a [LinuxBoard]. A configured debounce is left to who listens.
final class KernelInputProvider extends DigitalInputProviderBase {
  private final LinuxBoard board;

  KernelInputProvider(LinuxBoard board) {
    super("kernel-digital-input", "Linux GPIO character device, inputs");
    this.board = board;
  }

  @Override
  public DigitalInput create(DigitalInputConfig config) {
    var input = new Input(this, board, config);
    context.registry().add(input);
    return input;
  }

  private static final class Input extends DigitalInputBase {
    private final LinuxBoard board;
    private Optional<LinuxBoard.Line> line = Optional.empty();

    Input(DigitalInputProvider provider, LinuxBoard board, DigitalInputConfig config) {
      super(provider, config);
      this.board = board;
    }

    @Override
    public DigitalInput initialize(Context context) {
      super.initialize(context);
      try {
        line = Optional.of(board.input(config.address(), pull(config.pull()), this::became));
      } catch (IOException e) {
        throw new InitializeException(e);
      }
      return this;
    }

    private void became(boolean high) {
      dispatch(new DigitalStateChangeEvent<>(this, DigitalState.getState(high)));
    }

    @Override
    public DigitalState state() {
      try {
        return line.isPresent() ? DigitalState.getState(line.get().isHigh()) : DigitalState.UNKNOWN;
      } catch (IOException e) {
        throw new com.pi4j.io.exception.IOException(e);
      }
    }

    @Override
    public DigitalInput shutdown(Context context) throws ShutdownException {
      super.shutdown(context);
      line.ifPresent(LinuxBoard.Line::close);
      return this;
    }

    private static Board.Pull pull(PullResistance pull) {
      return switch (pull) {
        case PULL_UP -> Board.Pull.UP;
        case PULL_DOWN -> Board.Pull.DOWN;
        case OFF -> Board.Pull.NONE;
      };
    }
  }
}
