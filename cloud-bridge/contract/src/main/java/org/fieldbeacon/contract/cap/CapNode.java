package org.fieldbeacon.contract.cap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One element between [CapTree], which knows the standard, and [CapXml] and [CapJson], which know
/// a notation: either text or children.
record CapNode(String name, String text, List<CapNode> children) {
  static CapNode leaf(String name, String text) {
    return new CapNode(name, text, List.of());
  }

  /// Collects children in schema order.
  static final class Builder {
    private final String name;
    private final List<CapNode> children = new ArrayList<>();

    Builder(String name) {
      this.name = name;
    }

    Builder add(String child, String text) {
      children.add(leaf(child, text));
      return this;
    }

    Builder add(String child, Optional<String> text) {
      text.ifPresent(t -> add(child, t));
      return this;
    }

    Builder add(String child, List<String> texts) {
      texts.forEach(t -> add(child, t));
      return this;
    }

    Builder addAll(List<CapNode> nodes) {
      children.addAll(nodes);
      return this;
    }

    CapNode build() {
      return new CapNode(name, "", children);
    }
  }
}
