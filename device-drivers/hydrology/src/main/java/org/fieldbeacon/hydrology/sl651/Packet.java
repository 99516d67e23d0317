package org.fieldbeacon.hydrology.sl651;

/// Which packet of how many, mode M3 (tables 18 and 22).
///
/// @param total 1..4095
/// @param number from 1
record Packet(int total, int number) {}
