package org.fieldbeacon.tflite;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a model file says, every offset and index in it checked.
record ModelFacts(List<Subgraph> subgraphs, List<Signature> signatures) {

  /// @param inputs tensor indices
  /// @param outputs tensor indices
  record Subgraph(
      int index, List<Tensor> tensors, int[] inputs, int[] outputs, List<Operator> operators) {}

  /// @param type `TensorType` of the schema
  /// @param data the octets of a constant, empty for a tensor that is computed or fed
  record Tensor(
      String name,
      int type,
      int[] shape,
      int[] dynamicShape,
      Optional<Constant> data,
      boolean isVariable,
      Optional<Quantization> quantization) {

    TensorSpec spec(String path) {
      return new TensorSpec(
          name, ElementType.ofSchema(type, path), shape, dynamicShape, quantization);
    }
  }

  /// Where a constant's octets lie in the file.
  record Constant(long start, int bytes, FlatBuffer.Vector octets) {}

  /// @param code `BuiltinOperator` of the schema
  /// @param inputs tensor indices, -1 for an input that is left out
  record Operator(
      String path,
      int code,
      int[] inputs,
      int[] outputs,
      int[] intermediates,
      int optionsType,
      FlatBuffer.@Nullable Table options) {}

  /// @param inputs name to tensor index, sorted by name as the native library lists them
  record Signature(
      String key, int subgraph, Map<String, Integer> inputs, Map<String, Integer> outputs) {}
}
