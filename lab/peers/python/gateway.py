"""The product as a process under trial, watched from outside."""
import os
import random
import signal
import socket
import subprocess
import time
import urllib.request

import faultworld as world


class Gateway:
    """Runs `polymeter run` from its jars in a folder of its own; `log` is all that it has said."""

    def __init__(self, work, library, java, archive=None):
        self.work = work
        self.path = os.path.join(work, "polymeter.yaml")
        library = os.path.abspath(library)
        jars = ":".join(sorted(os.path.join(library, name) for name in os.listdir(library) if name.endswith(".jar")))
        # Classes in an archive start in half the time: the program is killed that much more often.
        shared = ["-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive] if archive else []
        self.command = [java, "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        *shared, "-cp", jars,
                        "io.polymeter.app.Main", "run", "--config", self.path]
        self.process = None

    def configure(self, text):
        """Replaces the configuration as an editor does: whole at any moment."""
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(self.path + ".new", self.path)

    def start(self):
        with open(self.work + "/log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(self.command, cwd=self.work, stdout=log, stderr=log,
                                            preexec_fn=world.with_us)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Ends it as a service manager does; the archive of classes is written then."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def alive(self):
        return self.process.poll() is None

    def log(self):
        with open(self.work + "/log", encoding="utf-8") as file:
            return file.read()

    def says(self, words, times=1, seconds=60):
        """Waits until it has said this so often."""
        end = time.monotonic() + seconds
        while self.log().count(words) < times:
            if time.monotonic() > end or not self.alive():
                raise SystemExit("never said: %s\n%s" % (words, self.log()[-3000:]))
            time.sleep(0.02)

    def listening(self, ports, seconds=60):
        """Waits until it takes connections on all of these."""
        end = time.monotonic() + seconds
        for port in ports:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    if time.monotonic() > end or not self.alive():
                        raise SystemExit("never listened at %d\n%s" % (port, self.log()[-3000:]))
                    time.sleep(0.05)

    def threads(self):
        return len(os.listdir("/proc/%d/task" % self.process.pid))

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def resident(self):
        """Megabytes of memory."""
        with open("/proc/%d/status" % self.process.pid, encoding="utf-8") as file:
            return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmRSS"))


GIVEN = set()


def free_port():
    """One that nobody listens on, and that was not given before: below those that the system gives to clients, one of
    which could take it before it is used."""
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(15_000, 32_000)
        if port in GIVEN:
            continue
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        GIVEN.add(port)
        return port


def archive(work, library, java):
    """Classes as a first run leaves them behind."""
    path = work + "/classes.jsa"
    gateway = Gateway(work, library, java, path)
    gateway.configure("http: { enabled: false }\nmeters: { m: { simulate: summer-day } }\n")
    gateway.start()
    gateway.says("state: watches")
    gateway.stop()
    return path


def page(port, path, seconds=5):
    with urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path), timeout=seconds) as reply:
        return reply.read().decode()


def metrics(port):
    """All samples of /metrics by name and labels."""
    lines = [line.rpartition(" ") for line in page(port, "/metrics").splitlines() if line and line[0] != "#"]
    return {name: float(value) for name, _, value in lines}


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def seeded(seed):
    """Prints the seed, so that a failure can be had again."""
    chosen = seed if seed is not None else random.randrange(1 << 30)
    print("seed %d" % chosen, flush=True)
    return random.Random(chosen)
