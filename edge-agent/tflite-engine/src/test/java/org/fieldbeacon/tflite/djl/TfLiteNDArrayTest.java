package org.fieldbeacon.tflite.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TfLiteNDArrayTest {
  private final NDManager manager = TfLiteEngine.INSTANCE.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void typesAreConvertedThroughEveryKind() {
    float[] values = {0, 1, 100, 3};
    NDArray floats = manager.create(values);
    for (DataType type :
        new DataType[] {
          DataType.FLOAT64,
          DataType.FLOAT16,
          DataType.INT8,
          DataType.UINT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64
        }) {
      assertArrayEquals(
          values,
          floats.toType(type, false).toType(DataType.FLOAT32, false).toFloatArray(),
          type.name());
    }
    assertArrayEquals(
        new boolean[] {false, true, true, true},
        floats.toType(DataType.BOOLEAN, false).toBooleanArray());
  }

  @Test
  void unsignedOctetsAndLargeIntegersKeepTheirValue() {
    NDArray octets = manager.create(new byte[] {-1, 1}, new Shape(2)).toType(DataType.INT32, false);
    assertArrayEquals(new int[] {-1, 1}, octets.toIntArray());
    NDArray unsigned =
        manager.create(java.nio.ByteBuffer.wrap(new byte[] {-1, 1}), new Shape(2), DataType.UINT8);
    assertArrayEquals(new int[] {255, 1}, unsigned.toType(DataType.INT32, false).toIntArray());
    NDArray large = manager.create(new long[] {Long.MAX_VALUE - 1});
    assertEquals(Long.MAX_VALUE - 1, large.toType(DataType.INT64, true).toLongArray()[0]);
  }

  @Test
  void shapesChangeWithoutCopies() {
    NDArray array = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
    assertEquals(new Shape(3, 2), array.reshape(3, -1).getShape());
    assertEquals(new Shape(6), array.flatten().getShape());
    assertEquals(new Shape(1, 2, 3), array.expandDims(0).getShape());
    assertEquals(new Shape(2, 3), array.expandDims(0).squeeze().getShape());
    assertArrayEquals(new float[] {4, 5, 6}, array.split(2).get(1).toFloatArray());
    assertThrows(IllegalArgumentException.class, () -> array.reshape(4, 4));
    assertThrows(IllegalArgumentException.class, () -> array.split(4));
  }

  @Test
  void arraysAreStackedAndJoinedAlongTheFirstAxis() {
    NDArray a = manager.create(new int[] {1, 2});
    NDArray b = manager.create(new int[] {3, 4});
    assertEquals(new Shape(2, 2), NDArrays.stack(new NDList(a, b)).getShape());
    assertArrayEquals(new int[] {1, 2, 3, 4}, NDArrays.concat(new NDList(a, b)).toIntArray());
    NDArray floats = manager.create(new float[] {1, 2});
    assertThrows(IllegalArgumentException.class, () -> NDArrays.stack(new NDList(a, floats)));
  }

  @Test
  void theHighestIsFoundAndWhatIsMissingSaysSo() {
    NDArray array = manager.create(new float[] {1, 9, 3});
    assertEquals(1, array.argMax().getLong());
    assertThrows(UnsupportedOperationException.class, array::sqrt);
  }

  /// An array is Java memory: it outlives the manager that made it, and is gone once closed itself.
  @Test
  void arraysNeedNoClosing() {
    NDManager inner = manager.newSubManager();
    NDArray array = inner.create(new float[] {2});
    inner.close();
    assertEquals(2f, array.getFloat());
    array.close();
    assertThrows(IllegalStateException.class, array::getShape);
  }

  /// What others hand to a predictor's manager is closed with the model.
  @Test
  void foreignResourcesAreClosedWithTheModelsManager() {
    boolean[] closed = {false};
    NDManager model = TfLiteEngine.INSTANCE.newBaseManager();
    model.newSubManager().attachInternal("foreign", () -> closed[0] = true);
    assertFalse(closed[0]);
    model.close();
    assertTrue(closed[0]);
  }
}
