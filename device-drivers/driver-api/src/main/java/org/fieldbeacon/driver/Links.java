package org.fieldbeacon.driver;

/// Makes the link that a configuration names.
final class Links {
  private Links() {}

  static Link create(LinkConfig config) {
    throw new UnsupportedOperationException(config.name());
  }
}
