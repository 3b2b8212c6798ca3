"""A server that lies in one chosen way, to show that the benchmark notices.   liar.py PORT none|torn|stale|transaction|unit|short|exception"""

import asyncio
import struct
import sys

LIE = sys.argv[2]
STAMP = 0x9E3779B1
registers = bytearray(struct.pack(">I", STAMP) * 74)
before = bytes(registers)


def read(address, count):
    """The bytes of an FC03 reply."""
    words = bytearray((before if LIE == "stale" else registers)[2 * address : 2 * (address + count)])
    if LIE == "torn":
        words[4:6] = bytes(255 - b for b in words[4:6])
    return words[:-2] if LIE == "short" else words


def answer(function, body):
    """The reply PDU."""
    global before  # pylint: disable=global-statement
    address, count = struct.unpack(">HH", body[:4])
    if function == 16:
        before = bytes(registers)
        registers[2 * address : 2 * (address + count)] = body[5:]
        return bytes([16]) + body[:4]
    words = read(address, count)
    return b"\x83\x04" if LIE == "exception" else bytes([3, len(words)]) + words


async def serve(reader, writer):
    """One connection."""
    while True:
        transaction, _, length, unit, function = struct.unpack(">HHHBB", await reader.readexactly(8))
        reply = answer(function, await reader.readexactly(length - 2))
        transaction ^= LIE == "transaction" and function == 3
        unit ^= LIE == "unit" and function == 3
        writer.write(struct.pack(">HHHB", transaction, 0, len(reply) + 1, unit) + reply)


async def main():
    """Serves until the process is ended."""
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


asyncio.run(main())
