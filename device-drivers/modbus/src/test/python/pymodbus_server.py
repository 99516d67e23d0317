"""A Modbus server from pymodbus, for ModbusPymodbusIT. Prints its port, then serves until killed.

Arguments: framer (socket | rtu). Unit 1, holding register n holds n for n < 200; coils are off.
"""

import asyncio
import socket
import sys

from pymodbus import FramerType
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import ModbusTcpServer


async def main() -> None:
    framer = FramerType.RTU if sys.argv[1] == "rtu" else FramerType.SOCKET
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # pymodbus' blocks begin at address 1 for the register numbered 0 on the wire
    unit = ModbusDeviceContext(
        co=ModbusSequentialDataBlock(1, [False] * 16),
        hr=ModbusSequentialDataBlock(1, list(range(200))),
    )
    server = ModbusTcpServer(
        ModbusServerContext(devices={1: unit}, single=False), framer=framer, address=("127.0.0.1", port)
    )
    task = asyncio.create_task(server.serve_forever())
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            break
        except OSError:
            await asyncio.sleep(0.02)
    print(port, flush=True)
    await task


asyncio.run(main())
