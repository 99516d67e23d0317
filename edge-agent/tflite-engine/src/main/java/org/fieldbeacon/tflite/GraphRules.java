package org.fieldbeacon.tflite;

import org.fieldbeacon.tflite.ModelFacts.Operator;
import org.fieldbeacon.tflite.ModelFacts.Subgraph;

/// Checks that a graph can be run at all: each tensor is written once, read only after that, and
/// never written where it is a constant of the (read-only) file; each operator keeps its
/// [OperatorRules].
final class GraphRules {
  private GraphRules() {}

  /// @throws ModelFault naming the first operator that breaks a rule
  static void check(ModelFacts model) {
    for (Subgraph graph : model.subgraphs()) {
      check(graph);
    }
  }

  private static void check(Subgraph graph) {
    boolean[] known = new boolean[graph.tensors().size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = graph.tensors().get(i).data().isPresent() || graph.tensors().get(i).isVariable();
    }
    for (int input : graph.inputs()) {
      if (known[input]) {
        throw new ModelFault(
            "input tensor "
                + input
                + " of subgraph "
                + graph.index()
                + " is constant, variable or given twice");
      }
      for (int dimension : graph.tensors().get(input).shape()) {
        if (dimension == 0) {
          throw new ModelFault("input tensor " + input + " has no elements");
        }
      }
      known[input] = true;
    }
    for (Operator operator : graph.operators()) {
      OperatorRules.check(operator, graph);
      if (graph.index() > 0 && OperatorRules.looksAtShapes(operator)) {
        // The C API tells computed shapes of the first subgraph alone; elsewhere the declared ones
        // must do.
        OperatorRules.checkShapes(operator, graph, i -> graph.tensors().get(i).shape());
      }
      reads(operator, known);
      writes(operator, known);
    }
    for (int output : graph.outputs()) {
      if (!known[output]) {
        throw new ModelFault(
            "output tensor " + output + " of subgraph " + graph.index() + " is never computed");
      }
    }
  }

  private static void reads(Operator operator, boolean[] known) {
    for (int input : operator.inputs()) {
      if (input >= 0 && !known[input]) {
        throw new ModelFault(
            operator.path() + " reads tensor " + input + ", which nothing before it has computed");
      }
    }
  }

  private static void writes(Operator operator, boolean[] known) {
    for (int output : operator.outputs()) {
      if (known[output]) {
        throw new ModelFault(
            operator.path()
                + " writes tensor "
                + output
                + ", which is constant or already computed");
      }
      known[output] = true;
    }
  }
}
