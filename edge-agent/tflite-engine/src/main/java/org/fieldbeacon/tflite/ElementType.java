package org.fieldbeacon.tflite;

/// What one element of an input or output is. Other types of the schema may occur inside a model,
/// not at its edge.
public enum ElementType {
  FLOAT32(0, 1, 4),
  FLOAT16(1, 10, 2),
  INT32(2, 2, 4),
  UINT8(3, 3, 1),
  INT64(4, 4, 8),
  BOOL(6, 6, 1),
  INT16(7, 7, 2),
  INT8(9, 9, 1);

  private final int schemaCode;
  private final int nativeCode;
  private final int bytes;

  ElementType(int schemaCode, int nativeCode, int bytes) {
    this.schemaCode = schemaCode;
    this.nativeCode = nativeCode;
    this.bytes = bytes;
  }

  /// Octets of one element, 1 to 8.
  public int bytes() {
    return bytes;
  }

  /// `TfLiteType` of the C API.
  int nativeCode() {
    return nativeCode;
  }

  /// The type of a `TensorType` of schema.fbs, or a refusal.
  static ElementType ofSchema(int code, String where) {
    for (ElementType type : values()) {
      if (type.schemaCode == code) {
        return type;
      }
    }
    throw new ModelFault(
        where + ": element type " + TensorTypes.name(code) + " cannot be an input or output");
  }
}
