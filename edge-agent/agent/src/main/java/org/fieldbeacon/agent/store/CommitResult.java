package org.fieldbeacon.agent.store;

import java.util.List;

/// What became of a commit.
public sealed interface CommitResult {
  /// On flash.
  ///
  /// @param seqs the messages' numbers, in their order
  record Committed(List<Long> seqs) implements CommitResult {
    public Committed {
      seqs = List.copyOf(seqs);
    }
  }

  /// Nothing was written: this command was taken before.
  record AlreadySeen(String commandId) implements CommitResult {}
}
