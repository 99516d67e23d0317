package org.fieldbeacon.mqtt;

/// Whether a topic is meant by a subscription, MQTT 5.0 §4.7. Paho's own dispatch by subscription
/// identifier is not used.
final class TopicFilter {
  private static final String SHARED = "$share/";
  private final String[] levels;

  TopicFilter(String filter) {
    this.levels = unshared(filter).split("/", -1);
  }

  /// `$share/group/a/b` delivers topics that match `a/b`, §4.8.2.
  private static String unshared(String filter) {
    return filter.startsWith(SHARED)
        ? filter.substring(filter.indexOf('/', SHARED.length()) + 1)
        : filter;
  }

  boolean matches(String topic) {
    String[] got = topic.split("/", -1);
    if (topic.startsWith("$") && (levels[0].equals("#") || levels[0].equals("+"))) {
      return false;
    }
    for (int i = 0; i < levels.length; i++) {
      if (levels[i].equals("#")) {
        return true;
      }
      if (i == got.length || !(levels[i].equals("+") || levels[i].equals(got[i]))) {
        return false;
      }
    }
    return levels.length == got.length;
  }
}
