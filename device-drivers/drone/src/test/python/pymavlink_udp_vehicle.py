"""A vehicle by pymavlink that sends datagrams and obeys: returns, pauses after a moment, does not land.

usage: pymavlink_udp_vehicle.py out|in PORT SYSTEM KEY    says what it was told, a line each, until its input ends
"""
import os
import sys
import threading
import time

os.environ["MAVLINK20"] = "1"
from pymavlink import mavutil  # noqa: E402

way, port, system, key = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
kind = "udpin" if way == "in" else "udpout"
link = mavutil.mavlink_connection("%s:127.0.0.1:%d" % (kind, port), source_system=system, source_component=1)
if way == "in":
    print("port", link.port.getsockname()[1], flush=True)
if key:
    link.setup_signing(bytes.fromhex(key))
mavlink = mavutil.mavlink
UNIX_US = 1_783_987_200_000_000  # 2026-07-14T00:00:00Z
gone = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), gone.set()), daemon=True).start()
round, due = 0, 0.0
while not gone.is_set():
    if time.monotonic() >= due:
        due = time.monotonic() + 0.1
        link.mav.heartbeat_send(mavlink.MAV_TYPE_QUADROTOR, mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA, 81 | 128, 4, 4)
        link.mav.system_time_send(UNIX_US + round * 100_000, 10_000 + round * 100)
        link.mav.global_position_int_send(10_000 + round * 100, 347466110, 1136253680, 153_200, 50_000, 512, -210, 3, 27_150)
        round += 1
    told = link.recv_match(blocking=True, timeout=0.05)
    if told is None:
        continue
    if told.get_type() == "HEARTBEAT":
        print("heartbeat", told.get_srcSystem(), told.type, flush=True)
    if told.get_type() == "COMMAND_LONG":
        print("command", told.command, told.param1, told.target_system, told.get_srcSystem(), told.get_signed(), flush=True)
        to = (told.get_srcSystem(), told.get_srcComponent())
        if told.command == mavlink.MAV_CMD_DO_PAUSE_CONTINUE:
            link.mav.command_ack_send(told.command, mavlink.MAV_RESULT_IN_PROGRESS, 50, 0, *to)
            time.sleep(0.3)
        refused = told.command == mavlink.MAV_CMD_NAV_LAND
        link.mav.command_ack_send(told.command, mavlink.MAV_RESULT_DENIED if refused else mavlink.MAV_RESULT_ACCEPTED, 0, 0, *to)
