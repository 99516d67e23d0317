package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeacon.agent.archive.ArchiveException;
import org.fieldbeacon.agent.archive.ArchiveFile;
import org.fieldbeacon.agent.archive.ArchiveFile.Limits;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.model.PackageCheck.Verdict;

/// A package that somebody brings as one archive. The archive is read twice: first only for its
/// sums and their signature; only when one of the trusted keys has signed them is anything else
/// written, into a folder of its own, each file against its sum; then the package is checked as any
/// other, self-test included. Nothing native sees a byte that was not signed. Blocks.
public final class PackageUpload {
  /// Larger archives, and larger packages, are refused.
  public static final int MOST_BYTES = 64 << 20;

  private static final Limits LIMITS = new Limits(1_000, 48 << 20, MOST_BYTES);
  private static final int MOST_SUMS = 256 << 10;

  private final Path archive;
  private final List<PublicKey> trusted;
  private final Map<String, byte[]> signed = new TreeMap<>();

  private PackageUpload(Path archive, List<PublicKey> trusted) {
    this.archive = archive;
    this.trusted = trusted;
  }

  /// A package that holds.
  ///
  /// @param folder where it has been unpacked; its name is the card's name and version
  /// @param sha256 of the model file
  public record Unpacked(Path folder, ModelCard card, String sha256) {}

  /// @param staging an empty folder to unpack in
  /// @throws ArchiveException when it may not be used, saying why
  public static Unpacked unpack(Path archive, Path staging, List<PublicKey> trusted)
      throws IOException {
    return new PackageUpload(archive, trusted).unpack(staging);
  }

  private Unpacked unpack(Path staging) throws IOException {
    ArchiveFile.forEach(archive, LIMITS, this::look);
    String root = root();
    Path folder = Files.createDirectory(staging.resolve("package"));
    write(folder, PackageFiles.SUMS, bytes(root + PackageFiles.SUMS));
    write(folder, PackageFiles.SIGNATURE, bytes(root + PackageFiles.SIGNATURE));
    PackageSignature.wrong(folder, trusted)
        .ifPresent(
            w -> {
              throw new ArchiveException("签名不对,包未采用:" + w, "signature: " + w);
            });
    Map<String, String> sums = sums(folder);
    var left = new TreeSet<>(sums.keySet());
    ArchiveFile.forEach(archive, LIMITS, (name, in) -> take(root, name, in, folder, sums, left));
    if (!left.isEmpty()) {
      throw new ArchiveException(
          "包内缺少文件:" + left.first(), "hash: got no " + left.first() + ", which is signed for");
    }
    return named(folder);
  }

  private void look(String name, InputStream in) throws IOException {
    boolean isSigned = name.endsWith(PackageFiles.SUMS) || name.endsWith(PackageFiles.SIGNATURE);
    if (isSigned) {
      byte[] bytes = in.readNBytes(MOST_SUMS + 1);
      if (bytes.length > MOST_SUMS) {
        throw new ArchiveException(name + " 太大", name + ": got more than " + MOST_SUMS + " B");
      }
      signed.put(name, bytes);
    }
  }

  /// Before the names of the package's files: empty, or one folder.
  private String root() {
    List<String> found =
        signed.keySet().stream().filter(n -> n.endsWith(PackageFiles.SUMS)).toList();
    String place = found.size() == 1 ? found.getFirst() : "";
    String root = place.substring(0, Math.max(0, place.lastIndexOf('/') + 1));
    if (found.size() != 1
        || !place.equals(root + PackageFiles.SUMS)
        || root.indexOf('/') != root.lastIndexOf('/')) {
      throw new ArchiveException(
          "压缩包内应有一个模型包:" + PackageFiles.SUMS + " 在顶层或唯一的文件夹里",
          "got "
              + found.size()
              + " of "
              + PackageFiles.SUMS
              + ", wanted one, at the top or in the one folder of the archive");
    }
    return root;
  }

  private byte[] bytes(String name) {
    byte[] bytes = signed.get(name);
    if (bytes == null) {
      throw new ArchiveException("包没有签名:缺少 " + name, "signature: got no " + name + ", wanted one");
    }
    return bytes;
  }

  private static Map<String, String> sums(Path folder) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve(PackageFiles.SUMS))) {
      if (!line.matches("[0-9a-f]{64} [ *].+")
          || sums.put(line.substring(66), line.substring(0, 64)) != null) {
        throw new ArchiveException(
            PackageFiles.SUMS + " 有误", PackageFiles.SUMS + ": got a line that is no sum of a file");
      }
    }
    return sums;
  }

  private static void take(
      String root,
      String name,
      InputStream in,
      Path folder,
      Map<String, String> sums,
      java.util.Set<String> left)
      throws IOException {
    String own = name.startsWith(root) ? name.substring(root.length()) : "";
    if (own.equals(PackageFiles.SUMS)
        || own.equals(PackageFiles.SIGNATURE)
        || own.startsWith("train/")) {
      return;
    }
    String wanted = sums.get(own);
    if (wanted == null) {
      throw new ArchiveException(
          "包内有未签名的文件:" + name, "hash: got " + name + ", which nobody has signed for");
    }
    Path file = folder.resolve(own);
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    String got = copy(in, file);
    if (!got.equals(wanted)) {
      throw new ArchiveException(
          "文件与签名的校验和不符(可能被替换):" + name,
          "hash: " + name + ": got SHA-256 " + got + ", wanted the signed " + wanted);
    }
    left.remove(own);
  }

  private static String copy(InputStream in, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[1 << 14];
      int got;
      while ((got = in.read(piece)) > 0) {
        digest.update(piece, 0, got);
        out.write(piece, 0, got);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static void write(Path folder, String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private Unpacked named(Path folder) throws IOException {
    ModelCard card;
    try {
      card = Packages.card(folder);
    } catch (ModelException | IOException e) {
      throw new ArchiveException("模型卡有误:" + e.getMessage(), "contract: " + e.getMessage());
    }
    Path named = folder.resolveSibling(card.name() + "-" + card.version());
    Files.move(folder, named);
    return switch (PackageCheck.of(named, trusted)) {
      case Verdict.Good(LoadedModel model) -> {
        String sha256 = model.sha256();
        model.close();
        yield new Unpacked(named, card, sha256);
      }
      case Verdict.Bad bad -> throw new ArchiveException("包检查未通过:" + bad.text(), bad.text());
    };
  }
}
