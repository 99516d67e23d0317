/// Vehicle terminals after JT/T 808 (2011, 2013, 2019), which farm machines in China carry. Imports
/// the driver API, and J1939 for the CAN frames that terminals pass on. The codec is pure and may
/// be called from any thread.
@NullMarked
package org.fieldbeacon.machinery.jt808;

import org.jspecify.annotations.NullMarked;
