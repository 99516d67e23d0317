package org.fieldbeacon.gpio;

import com.pi4j.context.Context;
import com.pi4j.exception.InitializeException;
import com.pi4j.exception.ShutdownException;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalOutputBase;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputProvider;
import com.pi4j.io.gpio.digital.DigitalOutputProviderBase;
import com.pi4j.io.gpio.digital.DigitalState;
import java.io.IOException;
import java.util.Optional;

/// Pi4J's digital outputs on a [LinuxBoard]: each has its initial state from its first moment and
/// its shutdown state in its last.
final class KernelOutputProvider extends DigitalOutputProviderBase {
  private final LinuxBoard board;

  KernelOutputProvider(LinuxBoard board) {
    super("kernel-digital-output", "Linux GPIO character device, outputs");
    this.board = board;
  }

  @Override
  public DigitalOutput create(DigitalOutputConfig config) {
    var output = new Output(this, board, config);
    context.registry().add(output);
    return output;
  }

  private static final class Output extends DigitalOutputBase {
    private final LinuxBoard board;
    private Optional<LinuxBoard.Line> line = Optional.empty();

    Output(DigitalOutputProvider provider, LinuxBoard board, DigitalOutputConfig config) {
      super(provider, config);
      this.board = board;
    }

    @Override
    public DigitalOutput initialize(Context context) throws InitializeException {
      try {
        line =
            Optional.of(board.output(config.address(), config.initialState() == DigitalState.HIGH));
      } catch (IOException e) {
        throw new InitializeException(e);
      }
      return super.initialize(context);
    }

    @Override
    public DigitalOutput state(DigitalState wanted) {
      try {
        if (line.isPresent()) {
          line.get().set(wanted == DigitalState.HIGH);
        }
      } catch (IOException e) {
        throw new com.pi4j.io.exception.IOException(e);
      }
      return super.state(wanted);
    }

    @Override
    public DigitalOutput shutdown(Context context) throws ShutdownException {
      DigitalOutput done = super.shutdown(context);
      line.ifPresent(LinuxBoard.Line::close);
      return done;
    }
  }
}
