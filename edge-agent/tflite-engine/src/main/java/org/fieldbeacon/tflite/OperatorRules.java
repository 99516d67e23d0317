package org.fieldbeacon.tflite;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.fieldbeacon.tflite.ModelFacts.Operator;
import org.fieldbeacon.tflite.ModelFacts.Subgraph;
import org.fieldbeacon.tflite.ModelFacts.Tensor;
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

  private enum Trait {
    /// 8- and 16-bit integers are multiplied by scales, which must be there: without them a kernel
    /// aborts.
    SCALED,
    /// The same for an operator whose output is no number, with inputs of one type.
    SCALED_INPUTS,
    /// All inputs and the first output are of one type: a kernel aborts otherwise.
    ONE_TYPE,
    /// The first input and the first output are of one type.
    SAME_TYPE,
    /// The channels of the input are whole groups of the filter's: a kernel divides by the number
    /// of groups.
    GROUPED,
    /// The input is whole rows of what the weights take: a kernel would round down.
    WHOLE_ROWS,
    /// The filter has whole multiples of the input's channels.
    DEPTHWISE,
    /// It slides a window, which must leave something over.
    WINDOWED,
    /// The second input holds axes of the first: a kernel aborts on one out of range.
    AXES,
    /// The second and third input are where a part begins and its size: a kernel copies whatever
    /// they say.
    PART
  }

  private static final Set<Trait> SHAPED =
      Set.of(
          Trait.GROUPED, Trait.WHOLE_ROWS, Trait.DEPTHWISE, Trait.WINDOWED, Trait.AXES, Trait.PART);

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
      Check check,
      Set<Trait> traits) {

    Rule optional(int... inputs) {
      long mask = 0;
      for (int input : inputs) {
        mask |= 1L << input;
      }
      return new Rule(
          leastInputs,
          mostInputs,
          leastOutputs,
          mostOutputs,
          mask,
          options,
          needsOptions,
          check,
          traits);
    }

    Rule with(int type, Check more) {
      return new Rule(
          leastInputs,
          mostInputs,
          leastOutputs,
          mostOutputs,
          optionalInputs,
          type,
          true,
          more,
          traits);
    }

    Rule that(Trait... more) {
      return new Rule(
          leastInputs,
          mostInputs,
          leastOutputs,
          mostOutputs,
          optionalInputs,
          options,
          needsOptions,
          check,
          Set.of(more));
    }

    Rule maybe(int type, Check more) {
      return new Rule(
          leastInputs,
          mostInputs,
          leastOutputs,
          mostOutputs,
          optionalInputs,
          type,
          false,
          more,
          traits);
    }

    Rule maybe(int type) {
      return new Rule(
          leastInputs,
          mostInputs,
          leastOutputs,
          mostOutputs,
          optionalInputs,
          type,
          false,
          check,
          traits);
    }
  }

  /// An operator in its graph, with readers of its option fields.
  private record Node(Operator operator, Subgraph graph, FlatBuffer.@Nullable Table options) {

    Tensor tensor(int index) {
      return graph.tensors().get(index);
    }

    Tensor in(int position) {
      return tensor(operator.inputs()[position]);
    }

    Tensor out(int position) {
      return tensor(operator.outputs()[position]);
    }

    boolean hasInput(int position) {
      return operator.inputs().length > position && operator.inputs()[position] >= 0;
    }

    void constant(int position) {
      Tensor tensor = in(position);
      boolean isKnown = tensor.type() == TensorTypes.INT32 && tensor.data().isPresent();
      require(isKnown, "input " + position, tensor.name(), "constants of INT32");
    }

    void sameType(Tensor tensor, Tensor other) {
      require(
          tensor.type() == other.type(),
          "type of \"" + tensor.name() + "\"",
          TensorTypes.name(tensor.type()),
          TensorTypes.name(other.type()));
    }

    void scaled(Tensor tensor) {
      require(
          !TensorTypes.isSmallInteger(tensor.type()) || tensor.quantization().isPresent(),
          "quantization of \"" + tensor.name() + "\"",
          "none",
          "a scale");
    }

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
    traits(node, rule.traits);
  }

  private static void traits(Node node, Set<Trait> traits) {
    if (traits.contains(Trait.SCALED)) {
      for (int input : node.operator.inputs()) {
        if (input >= 0) {
          node.scaled(node.tensor(input));
        }
      }
      node.scaled(node.out(0));
    }
    if (traits.contains(Trait.SCALED_INPUTS)) {
      node.scaled(node.in(0));
      node.scaled(node.in(1));
      node.sameType(node.in(1), node.in(0));
    }
    if (traits.contains(Trait.AXES) || traits.contains(Trait.PART)) {
      node.constant(1);
    }
    if (traits.contains(Trait.PART)) {
      node.constant(2);
    }
    if (traits.contains(Trait.ONE_TYPE)) {
      for (int input : node.operator.inputs()) {
        node.sameType(node.tensor(input), node.out(0));
      }
    }
    if (traits.contains(Trait.SAME_TYPE)) {
      node.sameType(node.in(0), node.out(0));
    }
  }

  /// Whether [#checkShapes] looks at this operator.
  static boolean looksAtShapes(Operator operator) {
    @Nullable Rule rule = RULES.get(operator.code());
    return rule != null && rule.traits.stream().anyMatch(SHAPED::contains);
  }

  /// Checks what depends on the shapes that the library has computed, before it runs.
  ///
  /// @param shapes the present dimensions of a tensor, by its index
  static void checkShapes(Operator operator, Subgraph graph, IntFunction<int[]> shapes) {
    Set<Trait> traits = requireNonNull(RULES.get(operator.code())).traits;
    int[] input = shapes.apply(operator.inputs()[0]);
    int[] output = shapes.apply(operator.outputs()[0]);
    if (traits.contains(Trait.AXES)) {
      int[] axes = constants(operator, graph, 1);
      boolean within = Arrays.stream(axes).allMatch(a -> a >= -input.length && a < input.length);
      fits(operator, within, input, axes);
      return;
    }
    if (traits.contains(Trait.PART)) {
      int[] begin = constants(operator, graph, 1);
      fits(operator, isPart(input, begin, constants(operator, graph, 2)), input, begin);
      return;
    }
    fits(operator, isPositive(input) && isPositive(output), input, output);
    if (operator.inputs().length > 1) {
      int[] weights = shapes.apply(operator.inputs()[1]);
      fits(operator, !traits.contains(Trait.GROUPED) || isGrouped(input, weights), input, weights);
      fits(
          operator,
          !traits.contains(Trait.WHOLE_ROWS) || isWholeRows(input, weights),
          input,
          weights);
      fits(
          operator,
          !traits.contains(Trait.DEPTHWISE) || isDepthwise(input, weights),
          input,
          weights);
    }
  }

  private static int[] constants(Operator operator, Subgraph graph, int position) {
    Tensor tensor = graph.tensors().get(operator.inputs()[position]);
    return tensor.data().map(d -> d.octets().asInt32s()).orElseGet(() -> new int[0]);
  }

  private static boolean isPart(int[] input, int[] begin, int[] size) {
    boolean isPart = begin.length == input.length && size.length == input.length;
    for (int i = 0; isPart && i < input.length; i++) {
      isPart =
          begin[i] >= 0
              && begin[i] <= input[i]
              && (size[i] == -1 || size[i] >= 0 && size[i] <= input[i] - begin[i]);
    }
    return isPart;
  }

  private static void fits(Operator operator, boolean holds, int[] input, int[] other) {
    if (!holds) {
      throw new ModelFault(
          operator.path()
              + ": input "
              + Arrays.toString(input)
              + " does not fit "
              + Arrays.toString(other));
    }
  }

  private static boolean isPositive(int[] shape) {
    return Arrays.stream(shape).allMatch(dimension -> dimension > 0);
  }

  private static boolean isWholeRows(int[] input, int[] weights) {
    long elements = 1;
    for (int dimension : input) {
      elements *= dimension;
    }
    return weights.length == 2 && weights[1] > 0 && elements % weights[1] == 0;
  }

  private static boolean isGrouped(int[] input, int[] filter) {
    return input.length == 4
        && filter.length == 4
        && isPositive(filter)
        && input[3] % filter[3] == 0
        && filter[0] % (input[3] / filter[3]) == 0;
  }

  private static boolean isDepthwise(int[] input, int[] filter) {
    return input.length == 4
        && filter.length == 4
        && isPositive(filter)
        && filter[3] % input[3] == 0;
  }

  private static Map<Integer, Rule> rules() {
    Map<Integer, Rule> rules = new HashMap<>();
    Rule real = unary(0).that(Trait.SCALED, Trait.ONE_TYPE);
    each(rules, "FLOOR LOGISTIC RELU RELU_N1_TO_1 RELU6 TANH CEIL ELU ROUND RELU_0_TO_1", real);
    each(rules, "SIN SQRT RSQRT LOG", real);
    each(rules, "SIGN", real.maybe(123));
    each(rules, "EXP", real.maybe(33));
    each(rules, "NEG", real.maybe(42));
    each(rules, "SQUARE", real.maybe(66));
    each(rules, "ABS", real.maybe(78));
    each(rules, "COS", real.maybe(84));
    each(rules, "HARD_SWISH", real.maybe(91));
    each(rules, "LOG_SOFTMAX", real.maybe(36));
    each(rules, "GELU", real.maybe(116));
    each(rules, "LEAKY_RELU", real.maybe(75));
    each(rules, "SOFTMAX", unary(0).with(9, n -> {}).that(Trait.SCALED, Trait.SAME_TYPE));
    each(rules, "DEQUANTIZE", unary(38).that(Trait.SCALED));
    each(rules, "QUANTIZE", unary(89).that(Trait.SCALED));
    each(rules, "LOGICAL_NOT", unary(63));
    each(rules, "ZEROS_LIKE", unary(67).that(Trait.SAME_TYPE));
    each(rules, "WHERE", unary(85));
    each(rules, "RANK", unary(86));
    each(rules, "SHAPE", unary(55));
    each(rules, "CAST", unary(37));
    each(rules, "SQUEEZE", unary(30).that(Trait.SAME_TYPE));
    Rule arithmetic = plain(2, 1, 0).that(Trait.SCALED, Trait.ONE_TYPE);
    Check activation = n -> n.small(0, 5, "fused_activation_function");
    each(rules, "ADD", arithmetic.maybe(11, activation));
    each(rules, "MUL", arithmetic.maybe(21, activation));
    each(rules, "SUB", arithmetic.maybe(28, activation));
    each(rules, "DIV", arithmetic.maybe(29, activation));
    each(rules, "POW", arithmetic.maybe(56));
    each(rules, "FLOOR_DIV", arithmetic.maybe(65));
    each(rules, "FLOOR_MOD", arithmetic.maybe(72));
    each(rules, "SQUARED_DIFFERENCE", arithmetic.maybe(76));
    each(rules, "PRELU", arithmetic);
    each(rules, "MAXIMUM MINIMUM", plain(2, 1, 39).that(Trait.ONE_TYPE));
    each(rules, "LESS", comparison(41));
    each(rules, "GREATER", comparison(44));
    each(rules, "GREATER_EQUAL", comparison(45));
    each(rules, "LESS_EQUAL", comparison(46));
    each(rules, "EQUAL", comparison(53));
    each(rules, "NOT_EQUAL", comparison(54));
    each(rules, "LOGICAL_OR", plain(2, 1, 60).that(Trait.ONE_TYPE));
    each(rules, "LOGICAL_AND", plain(2, 1, 62).that(Trait.ONE_TYPE));
    each(rules, "SELECT", plain(3, 1, 47));
    each(rules, "SELECT_V2", plain(3, 1, 98));
    each(rules, "ADD_N", rule(1, MANY, 1, 1).maybe(82).that(Trait.ONE_TYPE));
    each(rules, "TRANSPOSE", plain(2, 1, 26).that(Trait.SAME_TYPE));
    each(rules, "PAD", plain(2, 1, 22).that(Trait.SAME_TYPE));
    each(rules, "PADV2", plain(3, 1, 43).that(Trait.SAME_TYPE));
    each(rules, "MIRROR_PAD", plain(2, 1, 0).with(77, n -> n.small(0, 1, "mode")));
    each(rules, "EXPAND_DIMS", plain(2, 1, 52).that(Trait.SAME_TYPE));
    each(rules, "TILE", plain(2, 1, 51).that(Trait.SAME_TYPE));
    each(rules, "SLICE", plain(3, 1, 48).that(Trait.SAME_TYPE, Trait.PART));
    each(rules, "FILL", plain(2, 1, 68));
    each(rules, "RANGE", plain(3, 1, 73));
    each(rules, "GATHER_ND", plain(2, 1, 83).that(Trait.SAME_TYPE));
    each(rules, "REVERSE_V2", plain(2, 1, 81).that(Trait.SAME_TYPE));
    each(rules, "BROADCAST_TO", plain(2, 1, 104).that(Trait.SAME_TYPE));
    each(rules, "TOPK_V2", plain(2, 2, 34).that(Trait.SAME_TYPE));
    each(rules, "RESHAPE", rule(1, 2, 1, 1).maybe(17).that(Trait.SAME_TYPE));
    Rule reducer = plain(2, 1, 0).with(27, n -> {});
    each(rules, "MEAN SUM", reducer.that(Trait.SCALED, Trait.SAME_TYPE, Trait.AXES));
    each(
        rules,
        "REDUCE_PROD REDUCE_MAX REDUCE_MIN",
        reducer.that(Trait.SCALED, Trait.SAME_TYPE, Trait.AXES));
    each(rules, "REDUCE_ANY REDUCE_ALL", reducer.that(Trait.SAME_TYPE, Trait.AXES));
    each(rules, "ARG_MAX", plain(2, 1, 0).with(40, n -> {}));
    each(rules, "ARG_MIN", plain(2, 1, 0).with(57, n -> {}));
    each(rules, "ONE_HOT", plain(4, 1, 0).with(61, n -> {}));
    each(rules, "GATHER", plain(2, 1, 0).with(23, n -> {}).that(Trait.SAME_TYPE));
    each(rules, "BATCH_MATMUL", plain(2, 1, 0).with(101, n -> {}).that(Trait.SCALED));
    each(rules, "CUMSUM", plain(2, 1, 0).with(102, n -> {}).that(Trait.SAME_TYPE));
    each(rules, "STRIDED_SLICE", plain(4, 1, 0).with(32, n -> {}).that(Trait.SAME_TYPE));
    each(rules, "RESIZE_BILINEAR", plain(2, 1, 0).with(15, n -> {}).that(Trait.SAME_TYPE));
    each(rules, "RESIZE_NEAREST_NEIGHBOR", plain(2, 1, 0).with(74, n -> {}).that(Trait.SAME_TYPE));
    each(rules, "BATCH_TO_SPACE_ND", plain(3, 1, 24).that(Trait.SAME_TYPE));
    each(rules, "SPACE_TO_BATCH_ND", plain(3, 1, 25).that(Trait.SAME_TYPE));
    each(
        rules,
        "L2_NORMALIZATION",
        unary(0).with(12, activation).that(Trait.SCALED, Trait.ONE_TYPE));
    each(
        rules,
        "CONCATENATION",
        rule(1, MANY, 1, 1)
            .with(10, n -> n.small(1, 5, "fused_activation_function"))
            .that(Trait.SCALED, Trait.ONE_TYPE));
    Check block = n -> n.between(0, 0, 1, MOST_FACTOR, "block_size");
    each(rules, "SPACE_TO_DEPTH", unary(0).with(19, block).that(Trait.ONE_TYPE));
    each(rules, "DEPTH_TO_SPACE", unary(0).with(94, block).that(Trait.ONE_TYPE));
    Check splits =
        n ->
            n.between(0, 0, n.operator.outputs().length, n.operator.outputs().length, "num_splits");
    each(rules, "SPLIT", rule(2, 2, 1, MANY).with(35, splits));
    each(rules, "SPLIT_V", rule(3, 3, 1, MANY).with(79, splits));
    each(
        rules,
        "PACK",
        rule(1, MANY, 1, 1)
            .with(
                59,
                n ->
                    n.between(
                        0,
                        0,
                        n.operator.inputs().length,
                        n.operator.inputs().length,
                        "values_count"))
            .that(Trait.ONE_TYPE));
    each(
        rules,
        "UNPACK",
        rule(1, 1, 1, MANY)
            .with(
                64,
                n ->
                    n.between(
                        0, 0, n.operator.outputs().length, n.operator.outputs().length, "num"))
            .that(Trait.ONE_TYPE));
    each(
        rules,
        "AVERAGE_POOL_2D MAX_POOL_2D",
        unary(0).with(5, OperatorRules::pool).that(Trait.SCALED, Trait.ONE_TYPE, Trait.WINDOWED));
    each(
        rules,
        "CONV_2D",
        rule(2, 3, 1, 1)
            .optional(2)
            .with(1, OperatorRules::convolution)
            .that(Trait.SCALED, Trait.SAME_TYPE, Trait.GROUPED));
    each(
        rules,
        "DEPTHWISE_CONV_2D",
        rule(2, 3, 1, 1)
            .optional(2)
            .with(2, OperatorRules::depthwise)
            .that(Trait.SCALED, Trait.SAME_TYPE, Trait.DEPTHWISE));
    each(
        rules,
        "TRANSPOSE_CONV",
        rule(3, 4, 1, 1).optional(3).with(49, OperatorRules::transposed).that(Trait.SCALED));
    each(
        rules,
        "FULLY_CONNECTED",
        rule(2, 3, 1, 1)
            .optional(2)
            .with(8, OperatorRules::dense)
            .that(Trait.SCALED, Trait.SAME_TYPE, Trait.WHOLE_ROWS));
    return Map.copyOf(rules);
  }

  private static Rule comparison(int options) {
    return plain(2, 1, options).that(Trait.SCALED_INPUTS);
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
    node.require(
        node.hasInput(2) || !TensorTypes.isSmallInteger(node.in(0).type()),
        "bias of a quantized convolution",
        "none",
        "a tensor");
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

  private static Rule plain(int inputs, int outputs, int options) {
    return rule(inputs, inputs, outputs, outputs).maybe(options);
  }

  private static Rule rule(int leastInputs, int mostInputs, int leastOutputs, int mostOutputs) {
    return new Rule(
        leastInputs, mostInputs, leastOutputs, mostOutputs, 0, 0, false, n -> {}, Set.of());
  }

  private static void each(Map<Integer, Rule> rules, String names, Rule rule) {
    for (String name : names.split(" ", -1)) {
      rules.put(OperatorNames.code(name), rule);
    }
  }
}
