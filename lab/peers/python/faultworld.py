"""Sources that can be broken and consumers that note what they are told, on real sockets, ptys, a broker and a bus.

Each source measures a power that is the number of tenths of a second since the beginning, so that any value which is
served tells how old it is.
"""
import ctypes
import json
import os
import pty
import random
import select
import signal
import socket
import struct
import subprocess
import threading
import time
import tty
import urllib.request

BASE = 1000
# What a home automation is told with a value that is fresh for 3 s.
EXPIRES = 9
T0 = time.monotonic()


def power():
    """What every device measures now, in watts."""
    return BASE + int((time.monotonic() - T0) * 10)


def age(watts):
    """How old a served power is, in seconds; infinite where no device ever measured it."""
    seconds = (time.monotonic() - T0) - (watts - BASE) / 10
    return seconds if watts == int(watts) and watts >= BASE and seconds > -0.2 else float("inf")


def crc(data, start):
    value = start
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value


def rtu(frame):
    return frame + struct.pack("<H", crc(frame, 0xFFFF))


def registers():
    return struct.pack(">i", power())


def with_us():
    """What a child calls before it runs: it ends when we do, however that is."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Device:
    """A device on a TCP port; `mode` says how it behaves."""

    modes = ("silent", "refusing", "slow", "rubbish", "cut", "flapping", "unnamed", "moved")

    def __init__(self):
        self.mode = ""
        self.server = None
        self.host = "127.0.0.1"
        self.clients = []
        self.listen(0)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def listen(self, port):
        self.server = socket.create_server((self.host, port), reuse_port=False)

    def accept(self):
        while True:
            server = self.server
            if server is None:
                time.sleep(0.05)
                continue
            try:
                ready, _, _ = select.select([server], [], [], 0.2)
                if not ready:
                    continue
                client, _ = server.accept()
            except (OSError, ValueError):
                continue
            self.clients.append(client)
            threading.Thread(target=self.guarded, args=(client,), daemon=True).start()

    def guarded(self, client):
        try:
            self.serve(client)
        except (OSError, ValueError):
            pass
        finally:
            client.close()

    def send(self, client, data):
        """Sends as the mode has it."""
        if self.mode == "slow":
            time.sleep(6)
        while self.mode == "silent":
            time.sleep(0.05)
        if self.mode == "rubbish":
            data = random.randbytes(len(data))
        if self.mode == "cut":
            client.sendall(data[: len(data) // 2])
            while self.mode == "cut":
                time.sleep(0.05)
            raise OSError("cut")
        if self.mode == "flapping" and random.random() < 0.7:
            raise OSError("flaps")
        client.sendall(data)

    def be(self, mode):
        self.mode = mode
        host = "127.0.0.2" if mode == "moved" else "127.0.0.1"
        if self.server and (mode == "refusing" or host != self.host):
            server, self.server = self.server, None
            server.close()
        self.host = host
        if self.server is None and mode != "refusing":
            self.listen(self.port)
        if mode in ("", "refusing", "unnamed", "moved", "replaced"):
            # Whatever the fault left half done on a connection ends with it.
            clients, self.clients = self.clients, []
            for client in clients:
                try:
                    client.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


class ModbusDevice(Device):
    """A power in registers 0 and 1, and a serial number of eight letters from 10 on."""

    modes = Device.modes + ("replaced",)

    def serve(self, client):
        while True:
            request = client.recv(12, socket.MSG_WAITALL)
            if len(request) < 12:
                return
            address, count = struct.unpack(">HH", request[8:])
            serial = b"SN-00002" if self.mode == "replaced" else b"SN-00001"
            data = (registers() + bytes(16) + serial)[2 * address:2 * (address + count)]
            pdu = bytes((3, len(data))) + data if len(data) == 2 * count else b"\x83\x02"
            self.send(client, request[:2] + struct.pack(">HH", 0, len(pdu) + 1) + request[6:7] + pdu)


class HttpDevice(Device):
    def serve(self, client):
        while True:
            head = b""
            while b"\r\n\r\n" not in head:
                more = client.recv(4096)
                if not more:
                    return
                head += more
            body = b'{"p":%d}' % power()
            self.send(client, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                      % (len(body), body))


class TelegramDevice(Device):
    """A P1 port behind a TCP converter: a telegram each second. One without a time that comes late is new to anybody."""

    modes = ("silent", "refusing", "rubbish", "cut", "flapping", "unnamed", "moved")

    def serve(self, client):
        while True:
            text = b"/ISK5\\2M550T-1012\r\n\r\n1-0:1.7.0(%06.3f*kW)\r\n1-0:2.7.0(00.000*kW)\r\n!" % (power() / 1000)
            self.send(client, text + b"%04X\r\n" % crc(text, 0))
            time.sleep(1)


class SerialDevice:
    """A slave on a pty."""

    modes = ("silent", "slow", "rubbish", "cut")

    def __init__(self):
        self.mode = ""
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        waiting = b""
        while True:
            waiting += os.read(self.master, 256)
            while len(waiting) >= 8:
                request, waiting = waiting[:8], waiting[8:]
                self.answer(request)

    def answer(self, request):
        """What was asked for, and nothing else: it has two registers."""
        unit, _, address, count = struct.unpack(">BBHH", request[:6])
        data = registers()[2 * address:2 * (address + count)]
        reply = rtu(bytes((unit, 3, len(data))) + data) if len(data) == 2 * count else rtu(bytes((unit, 0x83, 2)))
        if self.mode == "silent":
            return
        if self.mode == "slow":
            time.sleep(3)
        if self.mode == "rubbish":
            reply = random.randbytes(len(reply))
        os.write(self.master, reply[: len(reply) // 2] if self.mode == "cut" else reply)

    def be(self, mode):
        self.mode = mode


class Broker:
    """A mosquitto, and a publisher at it."""

    modes = ("silent", "refusing", "rubbish", "flapping")

    def __init__(self, port):
        self.port = port
        self.mode = ""
        self.process = None
        self.start()
        threading.Thread(target=self.publish, daemon=True).start()
        threading.Thread(target=self.flap, daemon=True).start()

    def start(self):
        self.process = subprocess.Popen(["/usr/sbin/mosquitto", "-p", str(self.port)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=with_us)

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def publish(self):
        while True:
            text = str(power()) if self.mode != "rubbish" else "no number %d" % power()
            if self.mode != "silent" and self.process:
                subprocess.run(["mosquitto_pub", "-p", str(self.port), "-t", "device/p", "-m", text],
                               capture_output=True, check=False)
            time.sleep(0.7)

    def flap(self):
        while True:
            time.sleep(1)
            if self.mode == "flapping":
                self.stop()
                time.sleep(0.3)
                self.start()

    def be(self, mode):
        self.mode = mode
        if mode == "refusing":
            self.stop()
        elif self.process is None:
            self.start()


class Pusher:
    """A device that writes its registers to us."""

    modes = ("silent", "rubbish", "cut", "flapping")

    def __init__(self, port):
        self.port = port
        self.mode = ""
        threading.Thread(target=self.push, daemon=True).start()

    def push(self):
        client = None
        while True:
            time.sleep(0.3)
            if self.mode == "silent":
                continue
            try:
                if client is None:
                    client = socket.create_connection(("127.0.0.1", self.port), 2)
                    client.settimeout(2)
                pdu = struct.pack(">BHHB", 16, 0, 2, 4) + registers()
                frame = struct.pack(">HHHB", 1, 0, len(pdu) + 1, 1) + pdu
                if self.mode == "rubbish":
                    frame = random.randbytes(len(frame))
                if self.mode == "cut":
                    frame = frame[:8]
                client.sendall(frame)
                if self.mode == "cut":
                    while self.mode == "cut":
                        time.sleep(0.05)
                    raise OSError("cut")
                if self.mode == "flapping" and random.random() < 0.7:
                    raise OSError("flaps")
                if not client.recv(300):
                    raise OSError("closed")
            except OSError:
                if client:
                    client.close()
                client = None

    def be(self, mode):
        self.mode = mode


class ModbusReader:
    """Reads a unit of the served port on one connection."""

    def __init__(self, port, unit):
        self.port, self.unit, self.client = port, unit, None

    def read(self):
        try:
            if self.client is None:
                self.client = socket.create_connection(("127.0.0.1", self.port), 1)
                self.client.settimeout(1)
            self.client.sendall(struct.pack(">HHHBBHH", 7, 0, 6, self.unit, 3, 0, 2))
            reply = self.client.recv(64)
            if len(reply) == 13 and reply[7] == 3:
                return struct.unpack(">i", reply[9:])[0]
            if not reply:
                raise OSError("closed")
        except OSError:
            if self.client:
                self.client.close()
            self.client = None
        return None


class SerialReader:
    """The master of a serial line that we serve; asks one unit after the other."""

    def __init__(self):
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        self.lock = threading.Lock()

    def read(self, unit):
        with self.lock:
            while select.select([self.master], [], [], 0)[0]:
                os.read(self.master, 4096)
            os.write(self.master, rtu(struct.pack(">BBHH", unit, 3, 0, 2)))
            reply = b""
            end = time.monotonic() + 0.3
            while len(reply) < 9 and time.monotonic() < end:
                if select.select([self.master], [], [], 0.05)[0]:
                    reply += os.read(self.master, 64)
                    if len(reply) == 5 and reply[1] & 0x80:
                        break
            time.sleep(0.02)
            whole = len(reply) == 9 and rtu(reply[:7]) == reply
            return struct.unpack(">i", reply[3:7])[0] if whole else None


class TopicReader:
    """Follows what is published of all meters."""

    def __init__(self, port):
        self.port = port
        self.values = {}
        self.online = {}
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        while True:
            process = subprocess.Popen(["mosquitto_sub", "-p", str(self.port), "-v", "-t", "out/#"],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                       preexec_fn=with_us)
            for line in process.stdout:
                topic, _, text = line.strip().partition(" ")
                parts = topic.split("/")
                if topic == "out/status" and text != "online":
                    self.online = {}
                elif parts[-1] == "availability":
                    self.online[parts[1]] = text == "online"
                elif parts[-1] == "state":
                    self.values[parts[1]] = (json.loads(text).get("active-power", {}).get("value"), time.monotonic())
            # Whoever loses the broker knows that nothing comes any more.
            self.online = {}
            time.sleep(0.2)

    def read(self, meter):
        """The last value, unless it has expired, as what is announced to a home automation does."""
        value, when = self.values.get(meter, (None, 0))
        return value if self.online.get(meter) and time.monotonic() - when < EXPIRES else None


def shelly(port):
    """What an emulated Shelly answers."""
    try:
        with urllib.request.urlopen("http://127.0.0.1:%d/rpc/EM.GetStatus?id=0" % port, timeout=1) as reply:
            return json.load(reply).get("total_act_power")
    except (OSError, ValueError):
        return None


class BusReader:
    """Asks services of a Victron bus."""

    def __init__(self, address):
        self.address = address
        self.bus = None

    def read(self, meter):
        import dbus
        import dbus.bus
        try:
            if self.bus is None:
                self.bus = dbus.bus.BusConnection(self.address)
                self.bus.set_exit_on_disconnect(False)
            value = self.bus.call_blocking("com.victronenergy.grid.polymeter_" + meter, "/Ac/Power",
                                           "com.victronenergy.BusItem", "GetValue", "", (), timeout=1)
            return float(value) if not isinstance(value, (list, dbus.Array)) else None
        except (dbus.exceptions.DBusException, TypeError):
            self.bus = None
            return None
