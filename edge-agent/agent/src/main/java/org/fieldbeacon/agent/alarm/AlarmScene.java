package org.fieldbeacon.agent.alarm;

import java.util.Map;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.cap.CapProposal;

/// Where alarms are raised.
///
/// @param gateway the gateway's name, the first part of every alarm's id
/// @param epoch random id of the store the alarms live in: another store begins its ids anew
/// @param positions of devices that have one of their own
/// @param origin what an alert says besides the alarm
public record AlarmScene(
    String gateway, String epoch, Map<String, Position> positions, CapProposal.Origin origin) {
  public AlarmScene {
    positions = Map.copyOf(positions);
  }

  String alarmId(String ruleId, int raising) {
    return gateway + "." + ruleId + "." + epoch + "." + raising;
  }
}
