"""An engine by can-j1939 on python-can's virtual bus, passed on by python-can's slcan and written down as candump has it.

usage: tractor.py PORT LOG
"""
import sys
import time

import can
import j1939

port, log = sys.argv[1], sys.argv[2]
ear = can.Bus(interface="virtual", channel="tractor", receive_own_messages=False)
ecu = j1939.ElectronicControlUnit()
ecu.connect(interface="virtual", channel="tractor")
name = j1939.Name(arbitrary_address_capable=0, industry_group=2, vehicle_system=1, function=0, manufacturer_code=666, identity_number=1234567)
engine = j1939.ControllerApplication(name, 0)
ecu.add_ca(controller_application=engine)
engine.start()
deadline = time.monotonic() + 30
while engine.state != j1939.ControllerApplication.State.NORMAL and time.monotonic() < deadline:
    time.sleep(0.05)
assert engine.state == j1939.ControllerApplication.State.NORMAL, engine.state

rpm = round(1650 / 0.125)
engine.send_message(3, 0xF004, [0xFF, 0xFF, 0xFF, rpm & 0xFF, rpm >> 8, 0xFF, 0xFF, 0xFF])
faults = [j1939.DTC(spn=spn, fmi=fmi, oc=1) for spn, fmi in [(100, 4), (110, 0), (524020, 31)]]
data = [0x04, 0xFF]
for fault in faults:
    data += [fault.dtc & 0xFF, fault.dtc >> 8 & 0xFF, fault.dtc >> 16 & 0xFF, fault.dtc >> 24 & 0xFF]
engine.send_pgn(0, 0xFE, 0xCA, 6, data)
# The packets of a broadcast come 50 ms apart; the second is the last.
frames = []
end = time.monotonic() + 60
while not (frames and frames[-1].arbitration_id >> 16 & 0xFF == 0xEB and frames[-1].data[0] == 2):
    assert time.monotonic() < end, frames
    frame = ear.recv(0.1)
    if frame is not None:
        frames.append(frame)
ecu.disconnect()

with can.CanutilsLogWriter(log, channel="can0") as writer:
    for frame in frames:
        writer(frame)
with can.Bus(interface="slcan", channel="socket://127.0.0.1:" + port, bitrate=250000, sleep_after_open=0) as adapter:
    for frame in frames:
        adapter.send(frame)
    print("sent", len(frames), flush=True)
    sys.stdin.read()
