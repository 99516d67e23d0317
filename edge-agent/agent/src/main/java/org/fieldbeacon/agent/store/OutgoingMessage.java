package org.fieldbeacon.agent.store;

/// A message that is to get a number.
///
/// @param kind `alarm`, `command-result`
/// @param alarmId the alarm it is about, empty when about none: such a message is never superseded
/// @param body the encoded message; not copied
@SuppressWarnings("ArrayRecordComponent")
public record OutgoingMessage(String kind, String alarmId, byte[] body) {}
