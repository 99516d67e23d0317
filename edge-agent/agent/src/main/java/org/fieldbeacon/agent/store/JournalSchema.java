package org.fieldbeacon.agent.store;

import java.util.List;

/// The tables of observations.db.
///
/// ```
/// meta     one row: epoch · compacted_through · deleted_through · receipted_through
/// receipt  ranges confirmed above receipted_through
/// journal  seq → one group commit, encoded; numbers without holes, never used again
/// point    id → device, name
/// chunk    up to 1,000 observations of one point; ids in order of arrival, seq_last = the journal
///          row it was made through
/// ```
final class JournalSchema {
  /// "FbOb".
  static final int APPLICATION_ID = 0x46624F62;

  static final int VERSION = 1;

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
          CREATE TABLE point(
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, name TEXT NOT NULL, UNIQUE(device, name))
          """,
          """
          CREATE TABLE chunk(
            id INTEGER PRIMARY KEY, point_id INTEGER NOT NULL, seq_last INTEGER NOT NULL,
            t_first INTEGER NOT NULL, t_last INTEGER NOT NULL, count INTEGER NOT NULL,
            body BLOB NOT NULL)
          """,
          "CREATE INDEX chunk_time ON chunk(point_id, t_first, t_last)");

  private JournalSchema() {}
}
