package org.fieldbeacon.tflite;

import java.util.Arrays;
import java.util.Optional;

/// An input or output as the model file declares it.
///
/// @param name the signature's name for it, or the tensor's own where no signature was chosen
/// @param shape the declared dimensions, each 0 or more; empty for a scalar
/// @param dynamicShape the same with -1 where the model says that a dimension may change
/// @param quantization absent for plain numbers
public record TensorSpec(
    String name,
    ElementType type,
    int[] shape,
    int[] dynamicShape,
    Optional<Quantization> quantization) {

  public TensorSpec {
    shape = shape.clone();
    dynamicShape = dynamicShape.clone();
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public int[] dynamicShape() {
    return dynamicShape.clone();
  }

  TensorSpec named(String other) {
    return new TensorSpec(other, type, shape, dynamicShape, quantization);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorSpec t
        && name.equals(t.name)
        && type == t.type
        && Arrays.equals(shape, t.shape)
        && Arrays.equals(dynamicShape, t.dynamicShape)
        && quantization.equals(t.quantization);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(dynamicShape);
  }
}
