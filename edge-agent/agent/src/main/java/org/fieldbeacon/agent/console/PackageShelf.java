package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.CardFile;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.agent.model.ModelException;
import org.fieldbeacon.agent.model.PackageSeal;
import org.fieldbeacon.agent.model.PackageUpload.Unpacked;
import org.fieldbeacon.agent.model.Packages;
import org.fieldbeacon.agent.model.TrustedKeys;

/// The model packages of a gateway: those uploaded, in `models` beside the site file, and those it
/// was shipped with. Blocks.
final class PackageShelf {
  private static final int MOST_UPLOADED = 40;
  private static final long MOST_CARD = 256 << 10;

  private final SiteHost host;
  private final Path uploaded;

  PackageShelf(SiteHost host, Path siteFile) {
    this.host = host;
    uploaded = siteFile.toAbsolutePath().resolveSibling("models");
  }

  /// Whose signatures count: the keys that the site's models name, else the shipped one.
  List<PublicKey> trusted() throws IOException {
    Set<PublicKey> keys = new LinkedHashSet<>();
    for (ModelUse use : uses()) {
      keys.addAll(TrustedKeys.of(use.trusted()));
    }
    return keys.isEmpty() ? TrustedKeys.of(List.of()) : List.copyOf(keys);
  }

  private List<ModelUse> uses() {
    return host.live().map(live -> live.site().models()).orElseGet(List::of);
  }

  /// By the name that a site file calls it.
  private Map<String, Path> folders() throws IOException {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (Path place : List.of(uploaded, Packages.shippedFolder().toAbsolutePath())) {
      for (Path folder : Packages.in(place)) {
        folders.putIfAbsent(String.valueOf(folder.getFileName()), folder.normalize());
      }
    }
    return folders;
  }

  JsonArray list() throws IOException {
    var list = new JsonArray();
    List<PublicKey> keys = trusted();
    for (Map.Entry<String, Path> entry : folders().entrySet()) {
      list.add(brief(entry.getKey(), entry.getValue(), keys));
    }
    return list;
  }

  private JsonObject brief(String name, Path folder, List<PublicKey> keys) throws IOException {
    var json =
        new JsonObject()
            .put("name", name)
            .put("uploaded", folder.startsWith(uploaded))
            .put("runs", names(folder, use -> Optional.of(use.folder())))
            .put("beside", names(folder, ModelUse::shadow));
    Optional<String> problem = PackageSeal.of(folder, keys).problem();
    try {
      ModelCard card = Packages.card(folder);
      json.put("package", card.name())
          .put("version", card.version())
          .put("title", Json.text(card.title()))
          .put("task", Json.word(card.task()))
          .put("bytes", card.modelBytes());
      Path model = folder.resolve(card.modelFile());
      if (Files.isRegularFile(model)) {
        json.put("sha256", PackageSeal.sha256(model));
      }
    } catch (ModelException e) {
      problem = problem.or(() -> Optional.of(String.valueOf(e.getMessage())));
    }
    problem.ifPresent(why -> InChinese.put(json, "problem", why));
    return json.put("signed", problem.isEmpty());
  }

  private JsonArray names(
      Path folder, java.util.function.Function<ModelUse, Optional<Path>> place) {
    var names = new JsonArray();
    uses().stream()
        .filter(use -> place.apply(use).map(Path::normalize).filter(folder::equals).isPresent())
        .forEach(use -> names.add(use.id()));
    return names;
  }

  /// One package with all that its card says.
  JsonObject whole(String name) throws IOException {
    Path folder = find(name);
    Path card = folder.resolve(CardFile.NAME);
    if (Files.size(card) > MOST_CARD) {
      throw ApiProblem.of(409, "模型卡太大", "its card is too long");
    }
    JsonObject json = brief(name, folder, trusted());
    try {
      json.put("card", new JsonObject(SiteText.tree(Files.readString(card))));
    } catch (SiteText.EditException e) {
      InChinese.put(json, "problem", String.valueOf(e.getMessage()));
    }
    return json;
  }

  private Path find(String name) throws IOException {
    Path folder = folders().get(name);
    if (folder == null) {
      throw ApiProblem.notFound("package " + name);
    }
    return folder;
  }

  /// Puts a package that holds among the others; on flash when it returns.
  void add(Unpacked fresh) throws IOException {
    String name = String.valueOf(fresh.folder().getFileName());
    Path place = uploaded.resolve(name);
    if (Files.exists(place) || folders().containsKey(name)) {
      throw ApiProblem.of(
          409, "已有这个版本的包:" + name, "there is " + name + " already; give it another version");
    }
    if (Packages.in(uploaded).size() >= MOST_UPLOADED) {
      throw ApiProblem.of(409, "上传的包太多,请先删除旧的", "there are too many packages; remove an old one");
    }
    Files.createDirectories(uploaded);
    sync(fresh.folder());
    Files.move(fresh.folder(), place, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.sync(uploaded);
  }

  private static void sync(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = new ArrayList<>(paths.toList());
    }
    for (Path path : all) {
      boolean isFile = Files.isRegularFile(path);
      try (FileChannel channel =
          FileChannel.open(path, isFile ? StandardOpenOption.WRITE : StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /// Removes one that was uploaded and that no model names.
  void remove(String name) throws IOException {
    Path folder = find(name);
    if (!folder.startsWith(uploaded)) {
      throw ApiProblem.of(409, "随机附带的包不能删除", "a package that was shipped stays");
    }
    boolean isUsed =
        uses().stream()
            .anyMatch(
                use ->
                    use.folder().normalize().equals(folder)
                        || use.shadow().map(Path::normalize).filter(folder::equals).isPresent());
    if (isUsed) {
      throw ApiProblem.of(409, "站点正在使用这个包", "the site uses this package");
    }
    Uploads.clear(folder);
    DurableFile.sync(uploaded);
  }
}
