package org.fieldbeacon.contract.cap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.contract.ContractException;

/// Takes the children of one element in the order the schema fixes (`xs:sequence`).
final class CapCursor {
  private final String path;
  private final List<CapNode> children;
  private int at;

  CapCursor(String path, CapNode node) {
    this.path = path;
    this.children = node.children();
  }

  String path() {
    return path;
  }

  CapNode one(String name) {
    return maybe(name)
        .orElseThrow(() -> new ContractException(path + ": got " + next() + ", wanted " + name));
  }

  Optional<CapNode> maybe(String name) {
    return at < children.size() && children.get(at).name().equals(name)
        ? Optional.of(children.get(at++))
        : Optional.empty();
  }

  List<CapNode> all(String name) {
    List<CapNode> found = new ArrayList<>();
    for (Optional<CapNode> node = maybe(name); node.isPresent(); node = maybe(name)) {
      found.add(node.get());
    }
    return found;
  }

  String text(String name) {
    return text(one(name));
  }

  Optional<String> maybeText(String name) {
    return maybe(name).map(this::text);
  }

  List<String> texts(String name) {
    return all(name).stream().map(this::text).toList();
  }

  private String text(CapNode node) {
    if (!node.children().isEmpty()) {
      throw new ContractException(
          path
              + "/"
              + node.name()
              + ": got element "
              + node.children().getFirst().name()
              + ", wanted text");
    }
    return node.text();
  }

  void end() {
    if (at < children.size()) {
      throw new ContractException(
          path + ": got " + next() + ", wanted no such element here (CAP fixes the order)");
    }
  }

  private String next() {
    return at < children.size() ? children.get(at).name() : "the end";
  }
}
