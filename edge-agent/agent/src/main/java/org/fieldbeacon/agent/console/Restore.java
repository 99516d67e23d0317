package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.console.BackupCheck.Whole;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.AlarmStoreSettings;
import org.fieldbeacon.agent.store.SeenCommand;
import org.fieldbeacon.agent.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a backup that holds in the place of what is there, all of it or nothing.
///
/// ```
///   prepare   every file into .restoring                    gateway runs
///   carry     commands seen since into the store there      gateway stopped
///   swap      journal on flash; X → .before-restore/X,      gateway stopped
///             .restoring/X → X
///   finish    journal gone                                  gateway runs again
///   undo      .before-restore/X → X, last first             does not run; or power was lost
/// ```
///
/// How it is designed, and why: the new files are whole and on flash, on the disk of the old ones
/// but in folders where nobody looks for them, before anything is renamed; and the journal says
/// what is about to be renamed. A start that finds a journal undoes: whatever was not finished
/// never happened. Blocks; one thread.
final class Restore {
  private static final Logger LOG = LoggerFactory.getLogger(Restore.class);
  private static final String FRESH = ".restoring";
  private static final String OLD = ".before-restore";
  private static final List<String> BESIDE_STORE = List.of("-wal", "-shm");

  private final Path journal;
  private final Path siteFile;

  /// @param folder the console's
  Restore(Path folder, Path siteFile) {
    journal = folder.resolve("restore.json");
    this.siteFile = siteFile.toAbsolutePath().normalize();
  }

  /// One file to be replaced.
  ///
  /// @param base the site's folder or the store's, in which it lies
  /// @param isGone whether nothing takes its place
  record Move(Path base, Path target, boolean isGone) {
    Path fresh() {
      return base.resolve(FRESH).resolve(base.relativize(target));
    }

    Path old() {
      return base.resolve(OLD).resolve(base.relativize(target));
    }
  }

  /// Copies everything to where it is to go, under another name.
  List<Move> prepare(Whole backup, Path room) throws IOException {
    Path folder = java.util.Objects.requireNonNull(siteFile.getParent());
    Path store = store(backup.site(), room.resolve("site"), folder);
    List<Move> moves = new ArrayList<>();
    try {
      prepare(backup, folder, store, moves);
      return moves;
    } catch (IOException | RuntimeException e) {
      drop(moves);
      throw e;
    }
  }

  private void prepare(Whole backup, Path folder, Path store, List<Move> moves) throws IOException {
    for (Map.Entry<String, Path> file : backup.files().entrySet()) {
      String name = file.getKey();
      Optional<Path> target = target(name, folder, store);
      if (target.isPresent()) {
        Path base = name.startsWith("store/") ? store : folder;
        var move = new Move(base, target.get(), false);
        moves.add(move);
        copy(file.getValue(), move.fresh(), !name.startsWith("site/models/"));
        if (name.endsWith(".db")) {
          BESIDE_STORE.forEach(
              end ->
                  moves.add(
                      new Move(
                          base,
                          target.get().resolveSibling(target.get().getFileName() + end),
                          true)));
        }
      }
    }
  }

  /// The store's folder as it will be: what lay in the room lies beside the site file.
  private static Path store(SiteConfig site, Path room, Path folder) {
    Path store = site.store().dir().toAbsolutePath().normalize();
    Path own = room.toAbsolutePath().normalize();
    return store.startsWith(own) ? folder.resolve(own.relativize(store)) : store;
  }

  private Optional<Path> target(String name, Path folder, Path store) {
    if (name.equals(Backup.SITE)) {
      return Optional.of(siteFile);
    }
    if (name.equals(Backup.HISTORY)) {
      Path own = folder.resolve("console/config/history.json");
      return Files.exists(own) ? Optional.empty() : Optional.of(own);
    }
    if (name.startsWith("site/")) {
      return Optional.of(folder.resolve(name.substring("site/".length())));
    }
    return name.startsWith("store/")
        ? Optional.of(store.resolve(name.substring("store/".length())))
        : Optional.empty();
  }

  private static void copy(Path from, Path to, boolean isSecret) throws IOException {
    Path parent = java.util.Objects.requireNonNull(to.getParent());
    makeRoom(to);
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    if (isSecret) {
      Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    }
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    DurableFile.sync(parent);
  }

  /// Takes what must not be forgotten over into the alarm store that is about to be put back: the
  /// commands that were taken since the backup, none of which is to be obeyed again. The gateway
  /// must be stopped, and its stores closed.
  ///
  /// @param running the store's folder of the site that ran; empty when none did
  void carryOver(List<Move> moves, Optional<Path> running, Instant now) {
    for (Move move : moves) {
      if (move.target().endsWith("alarms.db") && !move.isGone()) {
        List<SeenCommand> known = new ArrayList<>(seen(move.target()));
        running
            .map(dir -> dir.toAbsolutePath().normalize().resolve("alarms.db"))
            .filter(file -> !file.equals(move.target()))
            .ifPresent(file -> known.addAll(seen(file)));
        try (var fresh = AlarmStore.open(AlarmStoreSettings.at(move.fresh()))) {
          fresh.markRestored(known, now).join();
        }
      }
    }
  }

  /// Empty when the store does not hold, which may be why a backup is put back; commands issued
  /// before the restore are then refused all the same.
  private static List<SeenCommand> seen(Path alarms) {
    if (!Files.isRegularFile(alarms)) {
      return List.of();
    }
    try (var store = AlarmStore.open(AlarmStoreSettings.at(alarms))) {
      return store.seenCommands();
    } catch (StoreException e) {
      LOG.warn("store={} its commands cannot be read: {}", alarms, e.getMessage());
      return List.of();
    }
  }

  /// Renames. The gateway must be stopped, and its stores closed.
  void swap(List<Move> moves) throws IOException {
    var list = new JsonArray();
    for (Move move : moves) {
      Files.deleteIfExists(move.old());
      list.add(
          new JsonObject()
              .put("base", move.base().toString())
              .put("target", move.target().toString())
              .put("gone", move.isGone())
              .put("existed", Files.exists(move.target())));
    }
    DurableFile.writeSecret(journal, new JsonObject().put("moves", list).encode());
    for (Move move : moves) {
      if (Files.exists(move.target())) {
        makeRoom(move.old());
        Files.move(move.target(), move.old(), StandardCopyOption.ATOMIC_MOVE);
      }
      if (!move.isGone()) {
        makeRoom(move.target());
        Files.move(move.fresh(), move.target(), StandardCopyOption.ATOMIC_MOVE);
      }
      DurableFile.sync(java.util.Objects.requireNonNull(move.target().getParent()));
    }
  }

  private static void makeRoom(Path file) throws IOException {
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
  }

  /// It runs: what was before goes, but for the alarm store, which is small and may hold what the
  /// backup does not.
  void finish(List<Move> moves) throws IOException {
    DurableFile.delete(journal);
    for (Move move : moves) {
      if (!move.target().endsWith("alarms.db")) {
        Files.deleteIfExists(move.old());
      }
    }
    drop(moves);
  }

  /// Forgets what was prepared.
  static void drop(List<Move> moves) {
    moves.stream().map(m -> m.base().resolve(FRESH)).distinct().forEach(Uploads::clear);
  }

  /// Takes back what a journal says was begun; call before the gateway starts.
  ///
  /// @return whether there was any
  boolean undo() {
    Optional<String> begun = DurableFile.read(journal);
    if (begun.isEmpty()) {
      Uploads.clear(java.util.Objects.requireNonNull(siteFile.getParent()).resolve(FRESH));
      return false;
    }
    JsonArray moves = new JsonObject(begun.get()).getJsonArray("moves");
    try {
      for (int i = moves.size() - 1; i >= 0; i--) {
        JsonObject said = moves.getJsonObject(i);
        var move =
            new Move(
                Path.of(said.getString("base")),
                Path.of(said.getString("target")),
                said.getBoolean("gone"));
        undo(move, said.getBoolean("existed"));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(journal + ": cannot be undone", e);
    }
    DurableFile.delete(journal);
    return true;
  }

  private static void undo(Move move, boolean existed) throws IOException {
    boolean wasTaken = move.isGone() || !Files.exists(move.fresh());
    if (existed && Files.exists(move.old())) {
      Files.move(
          move.old(),
          move.target(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } else if (!existed && wasTaken) {
      Files.deleteIfExists(move.target());
    }
    Files.deleteIfExists(move.fresh());
    Path parent = java.util.Objects.requireNonNull(move.target().getParent());
    if (Files.isDirectory(parent)) {
      DurableFile.sync(parent);
    }
  }
}
