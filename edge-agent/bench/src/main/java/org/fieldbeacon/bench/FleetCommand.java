package org.fieldbeacon.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.simulator.modbus.FleetSimulator;
import org.fieldbeacon.simulator.modbus.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `bench fleet`: the devices that `bench modbus` reads, in a process of their own so that their
/// CPU is not counted. Every second each register takes a small seeded step.
@Command(name = "fleet", hidden = true, mixinStandardHelpOptions = true)
final class FleetCommand implements Callable<Integer> {
  private static final int MIDDLE = 30_000;

  @Option(names = "--devices", description = "one on each port; default 500")
  private int devices = 500;

  @Option(names = "--registers", description = "of each; default 30")
  private int registers = 30;

  @Option(names = "--seed", description = "of the values; default 1")
  private long seed = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (var fleet = new FleetSimulator(devices, devices, registers)) {
      var random = new SplittableRandom(seed);
      int[][] values = new int[devices][registers];
      for (int[] device : values) {
        Arrays.fill(device, MIDDLE);
      }
      step(fleet, values, random);
      fleet.start();
      say(fleet);
      var never = new CountDownLatch(1);
      while (!never.await(1, TimeUnit.SECONDS)) {
        step(fleet, values, random);
      }
    }
    return 0;
  }

  private static void step(FleetSimulator fleet, int[][] values, SplittableRandom random) {
    for (int device = 0; device < values.length; device++) {
      int[] all = values[device];
      for (int i = 0; i < all.length; i++) {
        all[i] = Math.clamp(all[i] + random.nextInt(7) - 3, 0, 0xFFFF);
      }
      fleet.unit(device).set(Table.HOLDING_REGISTER, 0, all);
    }
  }

  private void say(FleetSimulator fleet) {
    var ports = new JsonArray();
    fleet.endpoints().forEach(e -> ports.add(e.port()));
    PrintWriter out = spec.commandLine().getOut();
    out.println(new JsonObject().put("event", "ready").put("ports", ports).encode());
    out.flush();
  }
}
