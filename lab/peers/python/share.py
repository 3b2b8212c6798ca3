"""Many clients on one proxy, each reply held against its request.

share.py storm HOST PORT CLIENTS SECONDS SEED   random reads, pipelined requests, time-outs and disconnects; ends with a line
share.py fair HOST PORT CONNECTIONS READS       READS reads of one polite client while another one floods through so many
                                                connections; a line: mean and worst of the polite one, mean of the other, in ms
share.py device HOST PORT MILLIS SILENT DROPS   a device that takes one client and turns away the others; answers after so
                                                many ms, but one request of SILENT never and one of DROPS with an end (0: none)

Register n of unit u holds n * 40503 + u * 7919 + 12345 (mod 65536); function 4 shows it inverted. From 60000 on there is
none (exception 2). Client n speaks from 127.0.0.(n + 2). Every fifth one is pymodbus, the others are plain sockets.
"""

import asyncio
import logging
import random
import struct
import sys
import time

from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException

NO_ANSWER = (6, 10, 11)
END = 60000


def word(unit, function, address):
    value = (address * 40503 + unit * 7919 + 12345) & 0xFFFF
    return value ^ 0xFFFF if function == 4 else value


def words(unit, function, address, count):
    return [word(unit, function, address + i) for i in range(count)]


class Count:
    """What happened, over all clients."""

    def __init__(self):
        self.requests = self.replies = self.refused = self.unanswered = self.timeouts = self.disconnects = 0
        self.wrong = []

    def line(self, clients):
        return "clients %d, requests %d, matching replies %d, refused %d, no answer %d, time-outs %d, disconnects %d, wrong %d" % (
            clients, self.requests, self.replies, self.refused, self.unanswered, self.timeouts, self.disconnects,
            len(self.wrong))


class Asked:
    """A request with a transaction id of its own."""

    def __init__(self, dice, transaction):
        self.transaction = transaction
        self.unit = dice.randint(1, 4)
        self.function = dice.choice((3, 4))
        self.count = dice.randint(1, 125)
        self.address = dice.randint(0, END - 126) if dice.random() < 0.95 else dice.randint(END, 65000)

    def frame(self):
        return struct.pack(">HHHBBHH", self.transaction, 0, 6, self.unit, self.function, self.address, self.count)

    def judge(self, header, body, count):
        transaction, protocol, length, unit = struct.unpack(">HHHB", header)
        expected = struct.pack(
            ">BB%dH" % self.count, self.function, 2 * self.count,
            *words(self.unit, self.function, self.address, self.count)) if self.address < END else None
        if (transaction, protocol, unit) != (self.transaction, 0, self.unit):
            count.wrong.append("%s for %s" % (header.hex(), self.frame().hex()))
        elif body == expected:
            count.replies += 1
        elif body[0] == self.function | 0x80 and body[1] == 2 and expected is None:
            count.refused += 1
        elif body[0] == self.function | 0x80 and body[1] in NO_ANSWER:
            count.unanswered += 1
        else:
            count.wrong.append("%s %s for %s" % (header.hex(), body.hex(), self.frame().hex()))


async def receive(reader):
    header = await reader.readexactly(7)
    body = await reader.readexactly(struct.unpack(">H", header[4:6])[0] - 1)
    return header, body


async def converse(reader, writer, dice, count, state):
    """Until this connection is given up."""
    while time.monotonic() < state["end"]:
        several = [Asked(dice, (state["transaction"] + i) & 0xFFFF) for i in range(dice.choice((1, 1, 1, 2, 5)))]
        state["transaction"] = (state["transaction"] + len(several)) & 0xFFFF
        frames = b"".join(asked.frame() for asked in several)
        mood = dice.random()
        if mood < 0.01:
            # Half a request, and gone.
            writer.write(frames[: dice.randint(1, len(frames) - 1)])
            await writer.drain()
            count.disconnects += 1
            return
        writer.write(frames)
        await writer.drain()
        count.requests += len(several)
        if mood < 0.03:
            count.disconnects += 1
            return
        patience = dice.uniform(0.0005, 0.01) if mood < 0.06 else 20
        for asked in several:
            try:
                header, body = await asyncio.wait_for(receive(reader), patience)
            except asyncio.TimeoutError:
                if patience == 20:
                    count.wrong.append("nothing for " + asked.frame().hex())
                count.timeouts += 1
                return
            asked.judge(header, body, count)
        await asyncio.sleep(dice.choice((0, 0, 0.001, 0.01)))


async def plain(host, port, number, count, state):
    dice = random.Random(state["seed"] * 1000 + number)
    state = dict(state, transaction=dice.randint(0, 0xFFFF))
    while time.monotonic() < state["end"]:
        reader, writer = await asyncio.open_connection(host, port, local_addr=("127.0.0.%d" % (number + 2), 0))
        try:
            await converse(reader, writer, dice, count, state)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            count.wrong.append("the connection ended: %r" % error)
        writer.close()


def foreign(host, port, number, count, state):
    """A client that others have written, on a thread of its own."""
    dice = random.Random(state["seed"] * 1000 + number)
    while time.monotonic() < state["end"]:
        client = ModbusTcpClient(host, port, source_address=("127.0.0.%d" % (number + 2), 0), timeout=20, retries=0)
        if not client.connect():
            count.wrong.append("pymodbus cannot connect")
            return
        for _ in range(dice.randint(1, 200)):
            asked = Asked(dice, 0)
            read = client.read_holding_registers if asked.function == 3 else client.read_input_registers
            count.requests += 1
            try:
                response = read(asked.address, asked.count, slave=asked.unit)
            except ModbusException as error:
                count.wrong.append("pymodbus: %r" % error)
                break
            if not response.isError():
                good = response.registers == words(asked.unit, asked.function, asked.address, asked.count)
                if good and asked.address < END:
                    count.replies += 1
                else:
                    count.wrong.append("pymodbus got %r for %s" % (response.registers, asked.frame().hex()))
            elif getattr(response, "exception_code", None) in NO_ANSWER:
                count.unanswered += 1
            elif getattr(response, "exception_code", None) == 2 and asked.address >= END:
                count.refused += 1
            else:
                count.wrong.append("pymodbus: %s" % response)
            if time.monotonic() >= state["end"]:
                break
        client.close()
        count.disconnects += 1


async def storm(host, port, clients, seconds, seed):
    count = Count()
    state = {"seed": seed, "end": time.monotonic() + seconds}
    loop = asyncio.get_running_loop()
    tasks = [
        loop.run_in_executor(None, foreign, host, port, number, count, state)
        if number % 5 == 4 else plain(host, port, number, count, state)
        for number in range(clients)
    ]
    await asyncio.gather(*tasks)
    for wrong in count.wrong[:20]:
        print(wrong, file=sys.stderr)
    print(count.line(clients))


class Device:
    """One client at a time, as many inverters have it."""

    def __init__(self, millis, silent, drops):
        self.millis, self.silent, self.drops = millis, silent, drops
        self.dice = random.Random(11)
        self.busy = False

    def hits(self, one_of):
        return one_of > 0 and self.dice.randrange(one_of) == 0

    async def serve(self, reader, writer):
        if self.busy:
            writer.close()
            return
        self.busy = True
        try:
            while True:
                header, body = await receive(reader)
                if self.hits(self.silent):
                    continue
                if self.hits(self.drops):
                    return
                if self.millis:
                    await asyncio.sleep(self.millis / 1000)
                answer = self.answer(header[6], body)
                writer.write(header[:4] + struct.pack(">HB", len(answer) + 1, header[6]) + answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.busy = False
            writer.close()

    @staticmethod
    def answer(unit, body):
        function = body[0]
        if function not in (3, 4):
            return bytes((function | 0x80, 1))
        address, count = struct.unpack(">HH", body[1:5])
        if address + count > END:
            return bytes((function | 0x80, 2))
        return struct.pack(">BB%dH" % count, function, 2 * count, *words(unit, function, address, count))


async def serve_device(host, port, millis, silent, drops):
    device = Device(millis, silent, drops)
    server = await asyncio.start_server(device.serve, host, port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


async def timed(reader, writer, dice, times, count):
    asked = Asked(dice, dice.randint(0, 0xFFFF))
    began = time.monotonic()
    writer.write(asked.frame())
    await writer.drain()
    header, body = await receive(reader)
    times.append(time.monotonic() - began)
    asked.judge(header, body, count)


async def flood(host, port, number, times, count, done):
    dice = random.Random(number)
    reader, writer = await asyncio.open_connection(host, port, local_addr=("127.0.0.2", 0))
    while not done.is_set():
        await timed(reader, writer, dice, times, count)
    writer.close()


async def fair(host, port, connections, reads):
    done = asyncio.Event()
    count = Count()
    flooding = []
    tasks = [asyncio.ensure_future(flood(host, port, n, flooding, count, done)) for n in range(connections)]
    await asyncio.sleep(0.5)
    polite = []
    dice = random.Random(99)
    reader, writer = await asyncio.open_connection(host, port, local_addr=("127.0.0.3", 0))
    for _ in range(reads):
        await timed(reader, writer, dice, polite, count)
        await asyncio.sleep(0.03)
    writer.close()
    done.set()
    await asyncio.gather(*tasks)
    if count.wrong:
        sys.exit("\n".join(count.wrong[:20]))
    mean = lambda times: 1000 * sum(times) / len(times)
    print("%.1f %.1f %.1f" % (mean(polite), 1000 * max(polite), mean(flooding)))


def main(role, host, port, *rest):
    logging.disable(logging.CRITICAL)
    if role == "storm":
        clients, seconds, seed = rest
        asyncio.run(storm(host, int(port), int(clients), float(seconds), int(seed)))
    elif role == "device":
        asyncio.run(serve_device(host, int(port), *map(int, rest)))
    else:
        connections, reads = rest
        asyncio.run(fair(host, int(port), int(connections), int(reads)))


if __name__ == "__main__":
    main(*sys.argv[1:])
