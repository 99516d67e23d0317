/// Tractors and engines on CAN: SAE J1939 and ISO 11783 (ISOBUS), listening only. Imports the
/// driver API only. The codec is pure and may be called from any thread.
@NullMarked
package org.fieldbeacon.machinery.j1939;

import org.jspecify.annotations.NullMarked;
