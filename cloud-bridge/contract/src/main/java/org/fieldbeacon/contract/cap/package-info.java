/// OASIS Common Alerting Protocol 1.2: the alert as records, its XML and JSON, its rules, and the
/// proposal a gateway makes from an alarm. Imports the contract's messages and the JDK's StAX.
/// Values are immutable; any thread.
@NullMarked
package org.fieldbeacon.contract.cap;

import org.jspecify.annotations.NullMarked;
