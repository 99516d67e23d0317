package org.fieldbeacon.tflite;

import java.util.HashMap;
import java.util.Map;
import org.fieldbeacon.tflite.ModelFacts.Operator;
import org.fieldbeacon.tflite.ModelFacts.Subgraph;
import org.jspecify.annotations.Nullable;

/// The operators this engine runs and what each must look like, where the native kernels would
/// trust the file.
///
/// An operator is refused unless it is in the table, so what is not known to be safe does not reach
/// native code. Numbers of inputs and outputs and option fields after `schema.fbs` and the kernels
/// of TensorFlow Lite 2.21.
final class OperatorRules {
  private static final int MANY = 1024;
  private static final int MOST_FACTOR = 65_536;
  private static final Map<Integer, Rule> RULES = rules();

  private OperatorRules() {}

  @FunctionalInterface
  private interface Check {
    void check(Node node);
  }

  /// @param options the only `BuiltinOptions` that may be there
  /// @param needsOptions whether they must be
  private record Rule(
      int leastInputs,
      int mostInputs,
      int leastOutputs,
      int mostOutputs,
      long optionalInputs,
      int options,
      boolean needsOptions,
      Check check) {

    Rule optional(int... inputs) {
      long mask = 0;
      for (int input : inputs) {
        mask |= 1L << input;
      }
      return new Rule(
          leastInputs, mostInputs, leastOutputs, mostOutputs, mask, options, needsOptions, check);
    }

    Rule with(int type, Check more) {
      return new Rule(
          leastInputs, mostInputs, leastOutputs, mostOutputs, optionalInputs, type, true, more);
    }

    Rule maybe(int type, Check more) {
      return new Rule(
          leastInputs, mostInputs, leastOutputs, mostOutputs, optionalInputs, type, false, more);
    }

    Rule maybe(int type) {
      return new Rule(
          leastInputs, mostInputs, leastOutputs, mostOutputs, optionalInputs, type, false, check);
    }
  }

  /// An operator in its graph, with readers of its option fields.
  private record Node(Operator operator, Subgraph graph, FlatBuffer.@Nullable Table options) {

    void between(int field, int absent, int least, int most, String name) {
      int got = options == null ? absent : options.int32(field, absent);
      require(got >= least && got <= most, name, got, least + ".." + most);
    }

    void small(int field, int most, String name) {
      int got = options == null ? 0 : options.int8(field, 0);
      require(got >= 0 && got <= most, name, got, "0.." + most);
    }

    void require(boolean holds, String name, Object got, String wanted) {
      if (!holds) {
        throw new ModelFault(operator.path() + " " + name + ": got " + got + ", wanted " + wanted);
      }
    }
  }

  static void check(Operator operator, Subgraph graph) {
    @Nullable Rule rule = RULES.get(operator.code());
    if (rule == null) {
      throw new ModelFault(operator.path() + " is not supported");
    }
    Node node = new Node(operator, graph, operator.options());
    int inputs = operator.inputs().length;
    int outputs = operator.outputs().length;
    node.require(
        inputs >= rule.leastInputs && inputs <= rule.mostInputs,
        "inputs",
        inputs,
        rule.leastInputs + ".." + rule.mostInputs);
    node.require(
        outputs >= rule.leastOutputs && outputs <= rule.mostOutputs,
        "outputs",
        outputs,
        rule.leastOutputs + ".." + rule.mostOutputs);
    for (int i = 0; i < inputs; i++) {
      boolean mayMiss = i < 64 && (rule.optionalInputs >> i & 1) == 1;
      node.require(operator.inputs()[i] >= 0 || mayMiss, "input " + i, "none", "a tensor");
    }
    boolean none = operator.optionsType() == 0;
    node.require(
        none ? !rule.needsOptions : operator.optionsType() == rule.options,
        "builtin_options_type",
        operator.optionsType(),
        String.valueOf(rule.options));
    node.require(none || operator.options() != null, "builtin_options", "none", "a table");
    rule.check.check(node);
  }

  private static Map<Integer, Rule> rules() {
    Map<Integer, Rule> rules = new HashMap<>();
    each(
        rules,
        "FLOOR LOGISTIC RELU RELU_N1_TO_1 RELU6 TANH CEIL ELU ROUND RELU_0_TO_1 SIN SQRT RSQRT LOG",
        unary(0));
    each(rules, "SIGN", unary(123));
    each(rules, "DEQUANTIZE", unary(38));
    each(rules, "QUANTIZE", unary(89));
    each(rules, "EXP", unary(33));
    each(rules, "NEG", unary(42));
    each(rules, "SQUARE", unary(66));
    each(rules, "ABS", unary(78));
    each(rules, "COS", unary(84));
    each(rules, "HARD_SWISH", unary(91));
    each(rules, "LOGICAL_NOT", unary(63));
    each(rules, "ZEROS_LIKE", unary(67));
    each(rules, "LOG_SOFTMAX", unary(36));
    each(rules, "WHERE", unary(85));
    each(rules, "RANK", unary(86));
    each(rules, "GELU", unary(116));
    each(rules, "SHAPE", unary(55));
    each(rules, "CAST", unary(37));
    each(rules, "LEAKY_RELU", unary(75));
    each(rules, "SQUEEZE", unary(30));
    each(rules, "ADD", binary(11, n -> n.small(0, 5, "fused_activation_function")));
    each(rules, "MUL", binary(21, n -> n.small(0, 5, "fused_activation_function")));
    each(rules, "SUB", binary(28, n -> n.small(0, 5, "fused_activation_function")));
    each(rules, "DIV", binary(29, n -> n.small(0, 5, "fused_activation_function")));
    each(rules, "MAXIMUM MINIMUM", plain(2, 1, 39));
    each(rules, "LESS", plain(2, 1, 41));
    each(rules, "GREATER", plain(2, 1, 44));
    each(rules, "GREATER_EQUAL", plain(2, 1, 45));
    each(rules, "LESS_EQUAL", plain(2, 1, 46));
    each(rules, "EQUAL", plain(2, 1, 53));
    each(rules, "NOT_EQUAL", plain(2, 1, 54));
    each(rules, "POW", plain(2, 1, 56));
    each(rules, "LOGICAL_OR", plain(2, 1, 60));
    each(rules, "LOGICAL_AND", plain(2, 1, 62));
    each(rules, "FLOOR_DIV", plain(2, 1, 65));
    each(rules, "FLOOR_MOD", plain(2, 1, 72));
    each(rules, "SQUARED_DIFFERENCE", plain(2, 1, 76));
    each(rules, "PRELU", plain(2, 1, 0));
    each(rules, "SELECT", plain(3, 1, 47));
    each(rules, "SELECT_V2", plain(3, 1, 98));
    each(rules, "ADD_N", rule(1, MANY, 1, 1).maybe(82));
    each(rules, "TRANSPOSE", plain(2, 1, 26));
    each(rules, "PAD", plain(2, 1, 22));
    each(rules, "PADV2", plain(3, 1, 43));
    each(rules, "MIRROR_PAD", rule(2, 2, 1, 1).with(77, n -> n.small(0, 1, "mode")));
    each(rules, "EXPAND_DIMS", plain(2, 1, 52));
    each(rules, "TILE", plain(2, 1, 51));
    each(rules, "SLICE", plain(3, 1, 48));
    each(rules, "FILL", plain(2, 1, 68));
    each(rules, "RANGE", plain(3, 1, 73));
    each(rules, "GATHER_ND", plain(2, 1, 83));
    each(rules, "REVERSE_V2", plain(2, 1, 81));
    each(rules, "BROADCAST_TO", plain(2, 1, 104));
    each(rules, "TOPK_V2", plain(2, 2, 34));
    each(rules, "RESHAPE", rule(1, 2, 1, 1).maybe(17));
    each(
        rules,
        "MEAN SUM REDUCE_PROD REDUCE_MAX REDUCE_MIN REDUCE_ANY REDUCE_ALL",
        rule(2, 2, 1, 1).with(27, n -> {}));
    each(rules, "ARG_MAX", rule(2, 2, 1, 1).with(40, n -> {}));
    each(rules, "ARG_MIN", rule(2, 2, 1, 1).with(57, n -> {}));
    each(rules, "ONE_HOT", rule(4, 4, 1, 1).with(61, n -> {}));
    each(rules, "GATHER", rule(2, 2, 1, 1).with(23, n -> {}));
    each(rules, "BATCH_MATMUL", rule(2, 2, 1, 1).with(101, n -> {}));
    each(rules, "CUMSUM", rule(2, 2, 1, 1).with(102, n -> {}));
    each(rules, "STRIDED_SLICE", rule(4, 4, 1, 1).with(32, n -> {}));
    each(rules, "SOFTMAX", rule(1, 1, 1, 1).with(9, n -> {}));
    each(rules, "RESIZE_BILINEAR", rule(2, 2, 1, 1).with(15, n -> {}));
    each(rules, "RESIZE_NEAREST_NEIGHBOR", rule(2, 2, 1, 1).with(74, n -> {}));
    each(rules, "BATCH_TO_SPACE_ND", plain(3, 1, 24));
    each(rules, "SPACE_TO_BATCH_ND", plain(3, 1, 25));
    each(
        rules,
        "L2_NORMALIZATION",
        rule(1, 1, 1, 1).with(12, n -> n.small(0, 5, "fused_activation_function")));
    each(
        rules,
        "CONCATENATION",
        rule(1, MANY, 1, 1).with(10, n -> n.small(1, 5, "fused_activation_function")));
    each(
        rules,
        "SPACE_TO_DEPTH",
        rule(1, 1, 1, 1).with(19, n -> n.between(0, 0, 1, MOST_FACTOR, "block_size")));
    each(
        rules,
        "DEPTH_TO_SPACE",
        rule(1, 1, 1, 1).with(94, n -> n.between(0, 0, 1, MOST_FACTOR, "block_size")));
    each(rules, "SPLIT", rule(2, 2, 1, MANY).with(35, n -> n.between(0, 0, 1, MANY, "num_splits")));
    each(
        rules,
        "SPLIT_V",
        rule(3, 3, 1, MANY).with(79, n -> n.between(0, 0, 1, MANY, "num_splits")));
    each(
        rules, "PACK", rule(1, MANY, 1, 1).with(59, n -> n.between(0, 0, 1, MANY, "values_count")));
    each(rules, "UNPACK", rule(1, 1, 1, MANY).with(64, n -> n.between(0, 0, 1, MANY, "num")));
    each(rules, "AVERAGE_POOL_2D MAX_POOL_2D", rule(1, 1, 1, 1).with(5, OperatorRules::pool));
    each(rules, "CONV_2D", rule(2, 3, 1, 1).optional(2).with(1, OperatorRules::convolution));
    each(
        rules, "DEPTHWISE_CONV_2D", rule(2, 3, 1, 1).optional(2).with(2, OperatorRules::depthwise));
    each(rules, "TRANSPOSE_CONV", rule(3, 4, 1, 1).optional(3).with(49, OperatorRules::transposed));
    each(rules, "FULLY_CONNECTED", rule(2, 3, 1, 1).optional(2).with(8, OperatorRules::dense));
    return Map.copyOf(rules);
  }

  private static void pool(Node node) {
    node.small(0, 1, "padding");
    node.between(1, 0, 1, MOST_FACTOR, "stride_w");
    node.between(2, 0, 1, MOST_FACTOR, "stride_h");
    node.between(3, 0, 1, MOST_FACTOR, "filter_width");
    node.between(4, 0, 1, MOST_FACTOR, "filter_height");
    node.small(5, 5, "fused_activation_function");
  }

  private static void convolution(Node node) {
    node.small(0, 1, "padding");
    node.between(1, 0, 1, MOST_FACTOR, "stride_w");
    node.between(2, 0, 1, MOST_FACTOR, "stride_h");
    node.small(3, 5, "fused_activation_function");
    node.between(4, 1, 1, MOST_FACTOR, "dilation_w_factor");
    node.between(5, 1, 1, MOST_FACTOR, "dilation_h_factor");
  }

  private static void depthwise(Node node) {
    node.small(0, 1, "padding");
    node.between(1, 0, 1, MOST_FACTOR, "stride_w");
    node.between(2, 0, 1, MOST_FACTOR, "stride_h");
    node.between(3, 0, 0, MOST_FACTOR, "depth_multiplier");
    node.small(4, 5, "fused_activation_function");
    node.between(5, 1, 1, MOST_FACTOR, "dilation_w_factor");
    node.between(6, 1, 1, MOST_FACTOR, "dilation_h_factor");
  }

  private static void transposed(Node node) {
    node.small(0, 1, "padding");
    node.between(1, 0, 1, MOST_FACTOR, "stride_w");
    node.between(2, 0, 1, MOST_FACTOR, "stride_h");
    node.small(3, 5, "fused_activation_function");
  }

  private static void dense(Node node) {
    node.small(0, 5, "fused_activation_function");
    node.small(1, 0, "weights_format");
  }

  private static Rule unary(int options) {
    return plain(1, 1, options);
  }

  private static Rule binary(int options, Check check) {
    return rule(2, 2, 1, 1).maybe(options, check);
  }

  private static Rule plain(int inputs, int outputs, int options) {
    return rule(inputs, inputs, outputs, outputs).maybe(options);
  }

  private static Rule rule(int leastInputs, int mostInputs, int leastOutputs, int mostOutputs) {
    return new Rule(leastInputs, mostInputs, leastOutputs, mostOutputs, 0, 0, false, n -> {});
  }

  private static void each(Map<Integer, Rule> rules, String names, Rule rule) {
    for (String name : names.split(" ", -1)) {
      rules.put(OperatorNames.code(name), rule);
    }
  }
}
