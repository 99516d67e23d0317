package org.fieldbeacon.camera;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.DeviceStatus.State;

/// Pictures that something outside puts into a folder: a camera's FTP upload, a program.
///
/// A file is whole when it ends as a picture does, or when two looks in a row find it the same; a
/// name that begins with a dot or ends in `.tmp` or `.part` is not looked at until it is renamed.
/// Files are taken in the order of their time and name; those older than the newest at the first
/// look are not.
final class FolderSource implements PictureSource {
  private static final int MAX_FILES = 20_000;
  private static final int MAX_AT_ONCE = 8;
  private static final int MAX_UNFINISHED = 1000;

  private final Path folder;
  private final boolean isEmptied;
  private final int maxBytes;
  private Optional<Entry> last = Optional.empty();
  private Map<Path, Entry> unfinished = new HashMap<>();
  private final Set<Path> undeletable = new HashSet<>();
  private boolean hasLooked;

  /// @param isEmptied whether a picture is deleted once it was taken, or passed over
  FolderSource(Path folder, boolean isEmptied, int maxBytes) {
    this.folder = folder;
    this.isEmptied = isEmptied;
    this.maxBytes = maxBytes;
  }

  @Override
  public String name() {
    return "folder " + folder;
  }

  @Override
  public Fetched fetch() {
    List<Entry> due;
    try {
      due = due();
    } catch (IOException e) {
      return new Fetched.Failed(State.LINK_DOWN, name() + ": cannot be read: " + e);
    }
    int passed = passOver(due);
    Map<Path, Entry> still = new HashMap<>();
    List<Picture> pictures = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    if (passed > 0) {
      remarks.add(passed + " older pictures passed over, the newest " + MAX_AT_ONCE + " taken");
    }
    for (Entry entry : due) {
      try {
        take(entry, still).ifPresent(pictures::add);
      } catch (IOException e) {
        remarks.add(String.valueOf(e.getMessage()));
      }
    }
    unfinished = still;
    String remark = String.join("; ", remarks);
    if (!pictures.isEmpty()) {
      return new Fetched.Pictures(pictures, remark);
    }
    return remarks.isEmpty()
        ? new Fetched.NothingNew()
        : new Fetched.Failed(State.DEGRADED, name() + ": " + remark);
  }

  @Override
  public void close() {
    // A look into a folder ends by itself.
  }

  private record Entry(Path file, long size, Instant changed) {
    private static final Comparator<Entry> ORDER =
        Comparator.comparing(Entry::changed).thenComparing(e -> e.file().toString());
  }

  /// New files, oldest first.
  private List<Entry> due() throws IOException {
    List<Entry> due = new ArrayList<>();
    int seen = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (++seen > MAX_FILES) {
          throw new IOException(
              "got more than "
                  + MAX_FILES
                  + " files, wanted a folder that is cleared: after: delete");
        }
        if (isNamedAsWhole(file)) {
          entry(file).filter(this::isNew).ifPresent(due::add);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    due.sort(Entry.ORDER);
    if (!hasLooked && !isEmptied && due.size() > 1) {
      due.subList(0, due.size() - 1).clear();
    }
    hasLooked = true;
    return due;
  }

  private static boolean isNamedAsWhole(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && name.matches(".*\\.(jpg|jpeg|jpe|png)");
  }

  /// Empty for what is no plain file or gone meanwhile.
  private static Optional<Entry> entry(Path file) {
    try {
      var attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.isRegularFile()
          ? Optional.of(
              new Entry(file, attributes.size(), attributes.lastModifiedTime().toInstant()))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private boolean isNew(Entry entry) {
    if (isEmptied) {
      return !undeletable.contains(entry.file());
    }
    return unfinished.containsKey(entry.file())
        || last.isEmpty()
        || Entry.ORDER.compare(entry, last.get()) > 0;
  }

  /// Drops all but the newest few; returns how many.
  private int passOver(List<Entry> due) {
    int passed = Math.max(0, due.size() - MAX_AT_ONCE);
    for (Entry entry : due.subList(0, passed)) {
      done(entry);
    }
    due.subList(0, passed).clear();
    return passed;
  }

  /// The picture; empty while it is being written.
  private Optional<Picture> take(Entry entry, Map<Path, Entry> still) throws IOException {
    if (entry.size() > maxBytes) {
      done(entry);
      throw new IOException(
          entry.file().getFileName()
              + ": got "
              + entry.size()
              + " bytes, wanted "
              + maxBytes
              + " at most");
    }
    byte[] bytes;
    try (var in = Files.newInputStream(entry.file())) {
      bytes = in.readNBytes(maxBytes);
    } catch (IOException e) {
      done(entry);
      throw new IOException(entry.file().getFileName() + ": cannot be read: " + e, e);
    }
    boolean isWhole = PictureType.of(bytes).filter(t -> t.isComplete(bytes)).isPresent();
    if (!isWhole && !entry.equals(unfinished.get(entry.file()))) {
      if (still.size() < MAX_UNFINISHED) {
        still.put(entry.file(), entry);
      }
      return Optional.empty();
    }
    done(entry);
    return bytes.length == 0
        ? Optional.empty()
        : Optional.of(new Picture(bytes, Optional.of(entry.changed())));
  }

  private void done(Entry entry) {
    if (isEmptied) {
      try {
        Files.deleteIfExists(entry.file());
      } catch (IOException _) {
        if (undeletable.size() < MAX_UNFINISHED) {
          undeletable.add(entry.file());
        }
      }
    } else if (last.isEmpty() || Entry.ORDER.compare(entry, last.get()) > 0) {
      last = Optional.of(entry);
    }
  }
}
