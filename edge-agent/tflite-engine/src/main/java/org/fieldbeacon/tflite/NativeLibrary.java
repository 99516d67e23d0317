package org.fieldbeacon.tflite;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// Finds and loads the native library once per process.
///
/// The system property `org.fieldbeacon.tflite.library` names the `.so` itself, so that nothing is
/// extracted. Without it the library is taken from the `org.bytedeco:tensorflow-lite` jar of this
/// platform, through a temporary file that is gone again once it is loaded; its folder is
/// `java.io.tmpdir`, which must allow execution.
@SuppressWarnings("restricted")
final class NativeLibrary {
  static final String PROPERTY = "org.fieldbeacon.tflite.library";

  private static final Object LOADED = loaded();

  private NativeLibrary() {}

  /// The symbols of the library.
  ///
  /// @throws TfLiteException where it could not be loaded, at each call anew
  static SymbolLookup symbols() {
    if (LOADED instanceof SymbolLookup symbols) {
      return symbols;
    }
    throw new TfLiteException(((TfLiteException) LOADED).getMessage());
  }

  /// A failure is kept as a value: thrown from a class initialiser it would surface as a linkage
  /// error.
  private static Object loaded() {
    try {
      return load();
    } catch (TfLiteException e) {
      return e;
    }
  }

  private static SymbolLookup load() {
    @Nullable String given = System.getProperty(PROPERTY);
    return given == null ? fromJar() : open(Path.of(given));
  }

  private static SymbolLookup fromJar() {
    String resource = "/org/bytedeco/tensorflowlite/" + platform() + "/libjnitensorflowlite.so";
    try (@Nullable InputStream library = NativeLibrary.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new TfLiteException(
            "no native library: "
                + resource
                + " is not on the class path; add org.bytedeco:tensorflow-lite with classifier "
                + platform()
                + ", or name the file in -D"
                + PROPERTY);
      }
      return fromStream(library);
    } catch (IOException e) {
      throw new TfLiteException("the native library could not be extracted: " + e, e);
    }
  }

  private static SymbolLookup fromStream(InputStream library) throws IOException {
    Path folder =
        Files.createTempDirectory(
            "tflite",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = folder.resolve("libtflite.so");
    try {
      Files.copy(library, file);
      return open(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static SymbolLookup open(Path file) {
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new TfLiteException("the native library " + file + " could not be loaded: " + e, e);
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    if (os.equals("Linux") && arch.equals("amd64")) {
      return "linux-x86_64";
    }
    if (os.equals("Linux") && arch.equals("aarch64")) {
      return "linux-arm64";
    }
    throw new TfLiteException(
        "no native library for " + os + " " + arch + ", wanted Linux on amd64 or aarch64");
  }
}
