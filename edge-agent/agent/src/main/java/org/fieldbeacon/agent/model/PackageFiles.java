package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files of a package and their SHA-256, as `sha256sum` writes them to `SHA256SUMS`. The folder
/// `train` is no part of the package.
final class PackageFiles {
  static final String SUMS = "SHA256SUMS";
  static final String SIGNATURE = "SHA256SUMS.sig";
  private static final String TRAIN = "train";
  private static final int MAX_FILES = 1000;
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

  private PackageFiles() {}

  /// Everything that differs between the folder and its sums, one sentence each.
  static List<String> wrong(Path folder) throws IOException {
    Path sums = folder.resolve(SUMS);
    if (!Files.isRegularFile(sums)) {
      return List.of(SUMS + ": got no such file, wanted the sums of the package");
    }
    List<String> wrong = new ArrayList<>();
    Map<String, String> listed = listed(sums, wrong);
    Map<String, String> found = sums(folder);
    for (String name : union(listed.keySet(), found.keySet())) {
      String want = listed.getOrDefault(name, "");
      String have = found.getOrDefault(name, "");
      if (want.isEmpty()) {
        wrong.add(name + ": got a file that " + SUMS + " does not list, wanted none");
      } else if (have.isEmpty()) {
        wrong.add(name + ": got no such file, wanted one with SHA-256 " + want);
      } else if (!have.equals(want)) {
        wrong.add(name + ": got SHA-256 " + have + ", wanted " + want);
      }
    }
    return wrong;
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    Set<String> all = new TreeSet<>(a);
    all.addAll(b);
    return all;
  }

  private static Map<String, String> listed(Path sums, List<String> wrong) throws IOException {
    Map<String, String> listed = new LinkedHashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(sums)) {
      number++;
      Matcher read = LINE.matcher(line);
      if (!read.matches()) {
        wrong.add(SUMS + " line " + number + ": got \"" + line + "\", wanted SHA-256 and a name");
      } else if (listed.put(read.group(2), read.group(1)) != null) {
        wrong.add(SUMS + " line " + number + ": got " + read.group(2) + " again, wanted it once");
      }
    }
    return listed;
  }

  /// Of every file that belongs to the package, by name.
  static Map<String, String> sums(Path folder) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder, 3)) {
      for (Path file : files.filter(f -> belongs(folder, f)).limit(MAX_FILES).toList()) {
        sums.put(folder.relativize(file).toString(), sha256(file));
      }
    }
    return sums;
  }

  private static boolean belongs(Path folder, Path file) {
    Path name = folder.relativize(file);
    return Files.isRegularFile(file)
        && !name.startsWith(TRAIN)
        && !name.toString().equals(SUMS)
        && !name.toString().equals(SIGNATURE);
  }

  /// In lower-case hexadecimal.
  static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[8192];
      int got;
      while ((got = in.read(piece)) > 0) {
        digest.update(piece, 0, got);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }
}
