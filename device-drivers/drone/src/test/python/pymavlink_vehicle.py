"""A vehicle by pymavlink: connects to a port and says what vehicles say, in MAVLink 1 or 2, signed or not."""
import sys

from pymavlink import mavutil
from pymavlink.dialects.v10 import ardupilotmega as mavlink1
from pymavlink.dialects.v20 import ardupilotmega as mavlink2

port, version, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
link = mavutil.mavtcp("127.0.0.1:%d" % port, source_system=7)
dialect = mavlink1 if version == "1" else mavlink2
mav = dialect.MAVLink(link, srcSystem=7, srcComponent=1)
if key:
    mav.signing.secret_key = bytes.fromhex(key)
    mav.signing.link_id = 1
    mav.signing.timestamp = 36_000_000_000_000
    mav.signing.sign_outgoing = True

UNIX_US = 1_783_987_200_000_000  # 2026-07-14T00:00:00Z
for round in range(20):
    mav.heartbeat_send(dialect.MAV_TYPE_QUADROTOR, dialect.MAV_AUTOPILOT_ARDUPILOTMEGA, 81 | 128, 4, 4)
    mav.system_time_send(UNIX_US + round * 1_000_000, 10_000 + round * 1000)
    mav.global_position_int_send(10_000 + round * 1000, 347466110, 1136253680 + round, 153_200, 50_000, 512, -210, 3, 27_150)
    mav.gps_raw_int_send(UNIX_US + round * 1_000_000, 3, 347466110, 1136253680, 153_200, 90, 140, 512, 27_150, 14)
    mav.sys_status_send(0, 0, 0, 412, 22_740, 1840, 76, 0, 0, 0, 0, 0, 0)
    mav.battery_status_send(0, 0, 1, 3120, [3790] * 6 + [65535] * 4, 1840, 1234, -1, 76)
    mav.attitude_send(10_000 + round * 1000, 0.1, -0.05, 2.5, 0.01, -0.02, 0.03)
    mav.mission_item_reached_send(round)
    mav.statustext_send(6, b"pymavlink round %d" % round)
    mav.wind_send(271.5, 4.25, -0.5)
print("sent", flush=True)
sys.stdin.read()
