package org.fieldbeacon.agent.store;

import java.util.List;

/// The tables of observations.db.
///
/// ```
/// meta     one row: epoch · compacted_through · deleted_through · receipted_through
/// receipt  ranges confirmed above receipted_through
/// journal  seq → one group commit, encoded; numbers without holes, never used again
/// segment  what one compaction made of one day (UTC); ids in order of arrival, seq_last = the
///          journal row it was made through, bytes = of its parts
/// part     segment.id << 12 | 1.. → observations of neighbouring points, encoded as a journal row;
///          segment.id << 12 → the first `device/point` of each part, a line each, if there are many
/// ```
///
/// Nothing is indexed but by row id, and row ids only grow: a compaction writes new pages at the
/// end and hardly touches an old one, whatever the number of points. That is what keeps the bytes
/// written per observation few (docs/BENCHMARKS.md).
final class JournalSchema {
  /// "FbOb".
  static final int APPLICATION_ID = 0x46624F62;

  /// 1 had a chunk for each point, with an index.
  static final int VERSION = 2;

  static final List<String> STATEMENTS =
      List.of(
          """
          CREATE TABLE meta(
            epoch TEXT NOT NULL, compacted_through INTEGER NOT NULL,
            deleted_through INTEGER NOT NULL, receipted_through INTEGER NOT NULL)
          """,
          "INSERT INTO meta VALUES(lower(hex(randomblob(8))), 0, 0, 0)",
          "CREATE TABLE receipt(first INTEGER PRIMARY KEY, last INTEGER NOT NULL)",
          """
          CREATE TABLE journal(
            seq INTEGER PRIMARY KEY, t_first INTEGER NOT NULL, t_last INTEGER NOT NULL,
            count INTEGER NOT NULL, body BLOB NOT NULL)
          """,
          """
          CREATE TABLE segment(
            id INTEGER PRIMARY KEY, seq_last INTEGER NOT NULL, t_first INTEGER NOT NULL,
            t_last INTEGER NOT NULL, count INTEGER NOT NULL, parts INTEGER NOT NULL,
            bytes INTEGER NOT NULL)
          """,
          "CREATE TABLE part(id INTEGER PRIMARY KEY, body BLOB NOT NULL)");

  private JournalSchema() {}
}
