"""How fast pymavlink reads the frames of `bench decode mavlink`, by CPU time of its one thread.

    python edge-agent/bench/pymavlink_frames.py [FRAMES]

Needs `pymavlink` from PyPI. Prints frames a second, the median of five passes; run beside `./fieldbeacon bench decode --only mavlink`."""

import pathlib
import statistics
import sys
import time

from pymavlink.dialects.v20 import all as dialect

FILE = pathlib.Path(__file__).resolve().parent / "src/main/resources/frames/mavlink.txt"


def main(least):
    frames = [bytes.fromhex(line) for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    stream = b"".join(frames) * (least // len(frames) + 1)
    rates = []
    for _ in range(5):
        parser = dialect.MAVLink(None)
        parser.robust_parsing = True
        began = time.process_time()
        messages = parser.parse_buffer(stream)
        good = sum(m.get_type() != "BAD_DATA" for m in messages)
        rates.append(good / (time.process_time() - began))
    wanted = len(stream) // len(b"".join(frames)) * len(frames)
    print(f"pymavlink: {good} of {wanted} frames, {statistics.median(rates):,.0f} a second")


main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
