package org.fieldbeacon.agent.command;

/// Where the map's orders that change a gateway are recorded: on flash before the change is made.
/// Any thread; blocks.
@FunctionalInterface
public interface OrderRecord {
  /// @param by who ordered it, as the map knows them
  /// @param what one of a few words: `model-promoted`, `model-rolled-back`
  /// @param target what was changed
  /// @throws java.io.UncheckedIOException when it cannot be written
  void record(String by, String what, String target, String before, String after);
}
