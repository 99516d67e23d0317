package org.fieldbeacon.mqttdevices;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;

/// The `mqtt` protocol: devices behind a local broker, which is a link of type `tcp`.
public final class MqttDriverFactory implements DriverFactory {
  @Override
  public String protocol() {
    return "mqtt";
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    List<Problem> problems = new ArrayList<>();
    Mapping.read(profile, problems::add);
    return problems;
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>();
    MqttAddress.check(device, problems);
    if (!(link instanceof LinkConfig.Tcp) && !(link instanceof LinkConfig.Replay)) {
      problems.add(
          new Problem("link", "link " + link.name(), "a link of type tcp: the broker, or replay"));
    }
    List<Problem> own = new ArrayList<>();
    MqttSettings.check(link.settings(), own);
    own.forEach(p -> problems.add(new Problem("link." + p.path(), p.got(), p.wanted())));
    return problems;
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    return new MqttDriver(link, devices, context);
  }
}
