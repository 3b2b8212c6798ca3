"""pymodbus as client or as server.

peer.py client ENDPOINT UNIT OPERATION...   one line per operation: words in hex, "written", "exception N" or "silence"
peer.py server ENDPOINT UNIT REGISTERS...   prints "ready", then serves until its standard input ends
peer.py push   ENDPOINT UNIT PERIOD SALT    writes 0-147 in four requests each PERIOD seconds until its input ends

ENDPOINT   tcp:HOST:PORT, tcp:HOST:PORT@SOURCE_ADDRESS, rtu+tcp:HOST:PORT or rtu:DEVICE (38400 8N2)
OPERATION  r3:ADDRESS:COUNT  r4:ADDRESS:COUNT  w6:ADDRESS:WORD  w16:ADDRESS:WORD,WORD,...
           w23:ADDRESS:WORD,WORD,...:READ_ADDRESS:READ_COUNT        (words in hex, the rest decimal)
REGISTERS  FIRST-LAST, or sunspec:LENGTH for a meter's model chain at 40000 whose common model has that length

A server's UNIT may be FIRST-LAST, for several with registers of their own.
A server's ENDPOINT may also be tls:HOST:PORT@CERTIFICATE@KEY, with files in PEM form.

Register n holds n * 40503 + 12345 (mod 65536): a different word each. While it serves, a line on the server's input is
answered by a line:

refuse N          refuses every read with exception N from now on, "refuse 0" ends that
refuse-writes N   the same for writes
written           what was written since the last such line, in order: UNIT:ADDRESS:WORD,WORD,... each, words in hex
"""

import asyncio
import logging
import ssl
import sys
import threading
import time

from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.exceptions import ModbusIOException
from pymodbus.register_read_message import ReadHoldingRegistersRequest
from pymodbus.register_write_message import WriteMultipleRegistersRequest, WriteSingleRegisterRequest
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer, ModbusTlsServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer


def word(address, salt=0):
    return ((address * 40503 + 12345) & 0xFFFF) ^ salt


def connect(endpoint):
    kind, _, rest = endpoint.partition(":")
    if kind == "rtu":
        client = ModbusSerialClient(rest, baudrate=38400, bytesize=8, parity="N", stopbits=2, timeout=1, retries=0)
    else:
        where, _, source = rest.partition("@")
        host, _, port = where.rpartition(":")
        framer = ModbusRtuFramer if kind == "rtu+tcp" else ModbusSocketFramer
        source_address = (source, 0) if source else None
        client = ModbusTcpClient(
            host, int(port), framer=framer, source_address=source_address, timeout=2, retries=0
        )
    if not client.connect():
        sys.exit("cannot connect to " + endpoint)
    return client


def told(response):
    if isinstance(response, ModbusIOException):
        return "silence"
    if response.isError():
        return "exception %d" % response.exception_code
    if hasattr(response, "registers"):
        return " ".join("%04x" % value for value in response.registers)
    return "written"


def operate(client, unit, operation):
    kind, address, *rest = operation.split(":")
    address = int(address)
    if kind == "r3":
        return client.read_holding_registers(address, int(rest[0]), slave=unit)
    if kind == "r4":
        return client.read_input_registers(address, int(rest[0]), slave=unit)
    words = [int(text, 16) for text in rest[0].split(",")]
    if kind == "w6":
        return client.write_register(address, words[0], slave=unit)
    if kind == "w16":
        return client.write_registers(address, words, slave=unit)
    if kind == "w23":
        return client.readwrite_registers(
            read_address=int(rest[1]), read_count=int(rest[2]), write_address=address, write_registers=words, unit=unit
        )
    raise ValueError(operation)


def run_client(endpoint, unit, operations):
    client = connect(endpoint)
    for operation in operations:
        print(told(operate(client, int(unit), operation)), flush=True)
    client.close()


def run_push(endpoint, unit, period, salt):
    threading.Thread(target=watch_input, args=(lambda line: None,), daemon=True).start()
    client = connect(endpoint)
    due = time.monotonic()
    first = True
    while True:
        # The meter's own sections, one of them cut in the middle of a 32-bit value.
        for start, end in ((0, 27), (27, 40), (40, 146), (146, 148)):
            answer = told(client.write_registers(start, [word(a, int(salt)) for a in range(start, end)], slave=int(unit)))
            if answer != "written":
                sys.exit("push of %d to %d: %s" % (start, end - 1, answer))
        if first:
            print("ready", flush=True)
            first = False
        due += float(period)
        time.sleep(max(0.0, due - time.monotonic()))


def chain(length):
    at = 40000
    values = {}

    def model(number, size):
        nonlocal at
        values[at], values[at + 1] = number, size
        values.update({a: word(a) for a in range(at + 2, at + 2 + size)})
        at += 2 + size

    values[at], values[at + 1] = 0x5375, 0x6E53
    at += 2
    model(1, length)
    model(203, 105)
    values[at], values[at + 1] = 0xFFFF, 0
    return values


def registers(specifications):
    values = {}
    for text in specifications:
        if text.startswith("sunspec:"):
            values.update(chain(int(text[8:])))
        else:
            first, last = text.split("-")
            values.update({address: word(address) for address in range(int(first), int(last) + 1)})
    return values


class Moody:
    """Refuses reads and writes with an exception code while that is not 0, and remembers what was written."""

    reads = 0
    writes = 0
    written = []


def moody_read(request, context, usual=ReadHoldingRegistersRequest.execute):
    return request.doException(Moody.reads) if Moody.reads else usual(request, context)


def moody_write(request, context, usual):
    if Moody.writes:
        return request.doException(Moody.writes)
    response = usual(request, context)
    if not response.isError():
        words = request.values if hasattr(request, "values") else [request.value]
        text = ",".join("%04x" % value for value in words)
        Moody.written.append("%d:%d:%s" % (request.unit_id, request.address, text))
    return response


def make_moody():
    ReadHoldingRegistersRequest.execute = moody_read
    for kind in (WriteSingleRegisterRequest, WriteMultipleRegistersRequest):
        kind.execute = lambda request, context, usual=kind.execute: moody_write(request, context, usual)


def obey(line):
    order, _, rest = line.partition(" ")
    if order == "refuse":
        Moody.reads = int(rest)
        print("refusing %d" % Moody.reads, flush=True)
    elif order == "refuse-writes":
        Moody.writes = int(rest)
        print("refusing %d" % Moody.writes, flush=True)
    elif order == "written":
        told, Moody.written = Moody.written, []
        print(" ".join(told), flush=True)


def watch_input(obeyed):
    for line in sys.stdin:
        obeyed(line.strip())
    # Whoever started this is gone or has had enough.
    import os

    os._exit(0)


async def serve(endpoint, unit, specifications):
    make_moody()
    first, _, last = unit.partition("-")
    slaves = {
        each: ModbusSlaveContext(hr=ModbusSparseDataBlock(registers(specifications)), zero_mode=True)
        for each in range(int(first), int(last or first) + 1)
    }
    kind, _, rest = endpoint.partition(":")
    context = ModbusServerContext(slaves=slaves, single=False)
    if kind == "rtu":
        server = ModbusSerialServer(
            context, framer=ModbusRtuFramer, port=rest, baudrate=38400, bytesize=8, parity="N", stopbits=2,
            timeout=1, ignore_missing_slaves=True,
        )
        await server.start()
    elif kind == "tls":
        where, certificate, key = rest.split("@")
        host, _, port = where.rpartition(":")
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        server = ModbusTlsServer(
            context, framer=ModbusSocketFramer, address=(host, int(port)), sslctx=tls, allow_reuse_address=True
        )
    else:
        host, _, port = rest.rpartition(":")
        framer = ModbusRtuFramer if kind == "rtu+tcp" else ModbusSocketFramer
        server = ModbusTcpServer(context, framer=framer, address=(host, int(port)), allow_reuse_address=True)
    task = asyncio.ensure_future(server.serve_forever())
    if kind != "rtu":
        await server.serving
    threading.Thread(target=watch_input, args=(obey,), daemon=True).start()
    print("ready", flush=True)
    await task


def main(role, endpoint, unit, *rest):
    logging.disable(logging.CRITICAL)
    if role == "client":
        run_client(endpoint, unit, rest)
    elif role == "push":
        run_push(endpoint, unit, *rest)
    else:
        asyncio.run(serve(endpoint, unit, rest))


if __name__ == "__main__":
    main(*sys.argv[1:])
