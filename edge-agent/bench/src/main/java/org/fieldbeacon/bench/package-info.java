/// Benchmarks of the gateway: each runs the product as it is shipped, in this process or as child
/// processes of the launcher, and prints what it measured, what is aimed at, and the machine. May
/// import the agent and the simulators; nothing imports it. One thread calls a benchmark.
@NullMarked
package org.fieldbeacon.bench;

import org.jspecify.annotations.NullMarked;
