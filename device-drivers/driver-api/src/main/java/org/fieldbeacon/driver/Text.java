package org.fieldbeacon.driver;

/// The same words in both languages of the house.
///
/// @param zh Simplified Chinese
/// @param en English
public record Text(String zh, String en) {}
