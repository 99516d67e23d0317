/// What hangs on the gateway's own pins and buses, through Pi4J and its providers or those of
/// [KernelPlugin]: tipping bucket, contacts, relays, PWM outputs, sensors on I²C and SPI;
/// thermometers on 1-Wire through sysfs. Imports driver-api and Pi4J only. The link's thread polls;
/// Pi4J's threads bring edges, which only count.
@NullMarked
package org.fieldbeacon.gpio;

import org.jspecify.annotations.NullMarked;
