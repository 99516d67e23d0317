package org.fieldbeacon.agent.decode;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.FrameDecoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `decode`: a protocol's codec by itself, over captured frames.
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    description = "Says what captured frames mean; names what is wrong with the bad ones.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:every frame was good", "1:some frames were bad", "2:usage, or no such file"})
public final class DecodeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PROTOCOL", description = "see docs/guides/decode.md")
  private String protocol = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "one frame a line, hex or text; - reads the standard input (default)")
  private String file = "-";

  @Option(names = "--json", description = "one JSON object a line")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<FrameDecoder> decoder =
        FrameDecoder.all().filter(d -> d.protocol().equals(protocol)).findFirst();
    if (decoder.isEmpty()) {
      err.println("decode: protocol: got \"" + protocol + "\", wanted one of: " + known());
      return 2;
    }
    if (!file.equals("-") && !Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
      err.println("decode: " + file + ": got no readable file, wanted one with frames, or -");
      return 2;
    }
    PrintWriter out = spec.commandLine().getOut();
    var frames = new Frames(json ? new FrameJson(out) : new FrameText(out));
    try (InputStream in = file.equals("-") ? System.in : new FileInputStream(file)) {
      decoder.get().decode(in, frames);
    } catch (IOException e) {
      err.println("decode: " + file + ": cannot be read: " + e.getMessage());
      return 2;
    }
    return frames.end();
  }

  private static String known() {
    return FrameDecoder.all()
        .map(FrameDecoder::protocol)
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(" "));
  }

  /// Counts what goes by.
  private static final class Frames implements Consumer<DecodedFrame> {
    private final FramePrinter printer;
    private int seen;
    private int bad;

    Frames(FramePrinter printer) {
      this.printer = printer;
    }

    @Override
    public void accept(DecodedFrame frame) {
      seen++;
      if (frame instanceof DecodedFrame.Bad) {
        bad++;
      }
      printer.show(seen, frame);
    }

    int end() {
      printer.end(seen, bad);
      return bad == 0 ? 0 : 1;
    }
  }
}
