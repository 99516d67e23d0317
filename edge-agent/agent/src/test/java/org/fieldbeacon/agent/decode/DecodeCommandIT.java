package org.fieldbeacon.agent.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DecodeCommandIT {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void goodFramesAreOneJsonLineEach() throws IOException {
    assertEquals(0, decode("10490\n\n# a comment\n-\n", "--json"), err.toString());
    assertEquals(
        List.of(
            "{\"ok\":true,\"frame\":{\"line\":\"10490\",\"elements\":[{\"id\":\"39\"},{\"id\":\"38\"}]},"
                + "\"observations\":[{\"point\":\"water-level\",\"value\":10.49,\"unit\":\"m\","
                + "\"time\":\"2026-07-14T00:30:00Z\"}]}",
            "{\"ok\":true,\"frame\":{\"line\":\"-\"},"
                + "\"observations\":[{\"point\":\"water-level\",\"value\":null,\"unit\":\"m\","
                + "\"time\":\"2026-07-14T00:30:00Z\",\"flag\":9}]}"),
        out.toString().lines().toList());
  }

  @Test
  void aBadFrameIsNamedAndTheRestGoesOn() throws IOException {
    assertEquals(1, decode("five\n5000\n", "--json"));
    List<String> lines = out.toString().lines().toList();
    assertEquals(
        "{\"ok\":false,\"error\":{\"what\":\"level\",\"offset\":0,\"got\":\"five\","
            + "\"wanted\":\"millimetres\"}}",
        lines.getFirst());
    assertTrue(lines.getLast().contains("\"value\":5,"), out.toString());
  }

  @Test
  void aPersonReadsTextWithTheCountLast() throws IOException {
    assertEquals(1, decode("10490\nfive\n-\n"));
    assertEquals(
        List.of(
            "frame 1: ok",
            "  line               10490",
            "  elements",
            "    id=39",
            "    id=38",
            "  * 2026-07-14T00:30:00Z  water-level                  10.49 m",
            "frame 2: BAD: level at 0: got five, wanted millimetres",
            "frame 3: ok",
            "  line               -",
            "  * 2026-07-14T00:30:00Z  water-level                  missing m",
            "3 frames, 1 bad"),
        out.toString().lines().toList());
  }

  @Test
  void anUnknownProtocolIsOneLineThatNamesTheKnownOnes() {
    assertEquals(2, command().execute("morse", "-"));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("got \"morse\", wanted one of: "), err.toString());
    assertTrue(err.toString().contains("echo"), err.toString());
  }

  @Test
  void aMissingFileIsOneLineAndExitTwo() {
    assertEquals(2, command().execute("echo", folder.resolve("no").toString()));
    assertEquals(2, command().execute("echo", folder.toString()));
    assertEquals(2, err.toString().lines().count(), err.toString());
  }

  private int decode(String frames, String... more) throws IOException {
    Path input = Files.writeString(folder.resolve("frames.txt"), frames);
    String[] args = new String[2 + more.length];
    args[0] = "echo";
    args[1] = input.toString();
    System.arraycopy(more, 0, args, 2, more.length);
    return command().execute(args);
  }

  private CommandLine command() {
    return new CommandLine(new DecodeCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true));
  }
}
