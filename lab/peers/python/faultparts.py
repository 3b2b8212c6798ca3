"""What stands around the gateway of `faults.py` and can fail: names, the clock, the disk, and two databases."""
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request

import faultworld as world

NAME = "device.test"
MEGABYTES = 24

# Runs the product, and fills its heap for as long as the file of the property `eat` is there.
EATER = """\
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class Eater {

    private Eater() {}

    public static void main(String[] arguments) throws Exception {
        Path sign = Path.of(System.getProperty("eat"));
        Thread.ofPlatform().daemon().name("eater").start(() -> eat(sign));
        io.polymeter.app.Main.main(arguments);
    }

    private static void eat(Path sign) {
        List<byte[]> eaten = new ArrayList<>(1 << 20);
        int size = 1 << 20;
        while (true) {
            try {
                if (Files.exists(sign)) {
                    eaten.add(new byte[size]);
                    continue;
                }
                eaten.clear();
                size = 1 << 20;
            } catch (OutOfMemoryError _) {
                // Full to the last kilobyte.
                size = Math.max(1 << 10, size / 2);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException _) {
                return;
            }
        }
    }
}
"""


class Names:
    """A file of names that the gateway's runtime reads in place of asking a server."""

    def __init__(self, work):
        self.path = work + "/hosts"
        self.lead("127.0.0.1")

    def lead(self, address):
        """Where the name leads; None: it is not found."""
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            file.write("127.0.0.1 localhost\n" + ("%s %s\n" % (address, NAME) if address else ""))
        os.replace(self.path + ".new", self.path)

    def options(self):
        # Without these the runtime keeps an address for 30 s and a failure for 10 s.
        return ["-Djdk.net.hosts.file=" + self.path, "-Dsun.net.inetaddr.ttl=1", "-Dsun.net.inetaddr.negative.ttl=1"]


class Clock:
    """The time of day of the gateway alone."""

    def __init__(self, work):
        self.path = work + "/offset"
        self.library = next(iter(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)
        self.step(0)

    def step(self, seconds):
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            file.write("%+d\n" % seconds)
        os.replace(self.path + ".new", self.path)

    def environment(self):
        if not self.library:
            return {}
        return {"LD_PRELOAD": self.library, "FAKETIME_TIMESTAMP_FILE": self.path, "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0"}


class Disk:
    """A small file system for the state directory, in a name space that outlives the gateway."""

    def __init__(self, work):
        self.path = work + "/disk"
        os.mkdir(self.path)
        self.holder = subprocess.Popen(
            ["unshare", "--map-root-user", "--mount", "sh", "-c",
             "mount -t tmpfs -o size=%dm tmpfs '%s' && echo ready && exec sleep infinity" % (MEGABYTES, self.path)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=world.with_us)
        self.there = self.holder.stdout.readline() == "ready\n"

    def enter(self):
        """What runs a program that sees it."""
        return ["nsenter", "--target", str(self.holder.pid), "--user", "--mount", "--preserve-credentials"] if self.there else []

    def seen(self):
        """The same directory as it is seen from outside."""
        return "/proc/%d/root%s" % (self.holder.pid, self.path) if self.there else self.path

    def fill(self):
        with open(self.seen() + "/filler", "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 4096)
            except OSError:
                pass

    def empty(self):
        os.remove(self.seen() + "/filler")

    def close(self):
        self.holder.kill()


class Relay:
    """A cable to a server: as it should be, away, or slow."""

    def __init__(self, port):
        self.target = port
        self.mode = ""
        self.pairs = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.server.accept()
            if self.mode == "away":
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target), 2)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            self.pairs.append((near, far))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self.copy, args=pair, daemon=True).start()

    def copy(self, a, b):
        try:
            while True:
                data = a.recv(65536)
                if not data:
                    break
                if self.mode == "slow":
                    time.sleep(4)
                b.sendall(data)
        except OSError:
            pass
        for one in (a, b):
            one.close()

    def be(self, mode):
        self.mode = mode
        if mode == "away":
            for near, far in self.pairs:
                for one in (near, far):
                    try:
                        one.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
            self.pairs = []


class Influx:
    """An InfluxDB 1 behind a relay."""

    def __init__(self, work, port, rpc):
        self.port = port
        root = work + "/influx"
        os.mkdir(root)
        with open(root + "/influx.conf", "w", encoding="utf-8") as file:
            file.write('reporting-disabled = true\nbind-address = "127.0.0.1:%d"\n[meta]\ndir = "%s/meta"\n'
                       '[data]\ndir = "%s/data"\nwal-dir = "%s/wal"\n[http]\nbind-address = "127.0.0.1:%d"\nlog-enabled = false\n'
                       '[monitor]\nstore-enabled = false\n' % (rpc, root, root, root, port))
        self.process = subprocess.Popen(["influxd", "-config", root + "/influx.conf"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, preexec_fn=world.with_us)
        self.relay = Relay(port)
        for _ in range(200):
            try:
                self.ask("CREATE DATABASE home")
                break
            except OSError:
                time.sleep(0.1)

    def ask(self, text):
        url = "http://127.0.0.1:%d/query?%s" % (self.port, urllib.parse.urlencode({"db": "home", "q": text}))
        with urllib.request.urlopen(urllib.request.Request(url, data=b""), timeout=5) as reply:
            return json.load(reply)

    def seconds(self, meter, begin, end):
        """How many different seconds of a meter it has, in this time of day."""
        answer = self.ask("SELECT * FROM polymeter WHERE time >= %d AND time < %d AND \"meter\" = '%s'"
                          % (begin * 1e9, end * 1e9, meter))
        series = answer["results"][0].get("series", [])
        return len({value[0][:19] for one in series for value in one["values"]})

    def close(self):
        self.process.kill()


class Postgres:
    """A PostgreSQL behind a relay, run by somebody who may."""

    @staticmethod
    def programs():
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        return found[-1] if found else os.path.dirname(shutil.which("initdb") or "")

    def __init__(self, work, port):
        self.port = port
        self.root = work + "/postgres"
        os.mkdir(self.root)
        programs = self.programs()
        self.user = pwd.getpwuid(os.getuid()).pw_name
        self.ahead = []
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chmod(work, 0o755)
            os.chown(self.root, nobody.pw_uid, nobody.pw_gid)
            self.ahead = ["setpriv", "--reuid=%d" % nobody.pw_uid, "--regid=%d" % nobody.pw_gid, "--clear-groups"]
        data = self.root + "/data"
        subprocess.run(self.ahead + [programs + "/initdb", "-U", "home", "-A", "trust", "-N", "-D", data], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            self.ahead + [programs + "/postgres", "-D", data, "-p", str(port), "-k", self.root, "-h", "127.0.0.1", "-F"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=world.with_us)
        self.psql = programs + "/psql"
        self.relay = Relay(port)
        for _ in range(200):
            if self.ask("select 1") == "1":
                break
            time.sleep(0.1)

    def ask(self, text):
        done = subprocess.run([self.psql, "-h", "127.0.0.1", "-p", str(self.port), "-U", "home", "-Atc", text, "postgres"],
                              capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def seconds(self, meter, begin, end):
        """How many different seconds of a meter it has, in this time of day."""
        count = self.ask("select count(distinct time) from polymeter_second where meter = '%s' and time >= to_timestamp(%f)"
                         " and time < to_timestamp(%f)" % (meter, begin, end))
        return int(count or 0)

    def close(self):
        """By SIGINT it ends its sessions and itself, and by SIGQUIT at once; it is not left behind either way."""
        for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            self.process.send_signal(word)
            try:
                self.process.wait(10)
                return
            except subprocess.TimeoutExpired:
                continue
