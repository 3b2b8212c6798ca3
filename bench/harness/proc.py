"""Child processes: pinned to a core, ended with this one, their memory and CPU read from the kernel."""

import atexit
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

SERVER_CORE = 0
LOAD_CORE = 1

_started = []
_libc = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def pinned(core, command):
    """The command on one core; on a machine with a single core, as it is."""
    cores = sorted(os.sched_getaffinity(0))
    return ["taskset", "-c", str(cores[core % len(cores)]), *map(str, command)]


def start(command, core, log=None, pipes=False):
    """Starts a command in a process group of its own."""
    child = subprocess.Popen(
        pinned(core, command),
        stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
        stdout=subprocess.PIPE if pipes else log or subprocess.DEVNULL,
        stderr=log or subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL),
    )
    _started.append(child)
    return child


def stop(child):
    """Ends a child and all of its group, politely first."""
    for how, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        if child.poll() is None:
            child.send_signal(how)
            try:
                child.wait(patience)
            except subprocess.TimeoutExpired:
                pass
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    for pipe in (child.stdin, child.stdout):
        if pipe:
            try:
                pipe.close()
            except BrokenPipeError:
                pass
    if child in _started:
        _started.remove(child)


@atexit.register
def stop_all():
    """Ends whatever still runs."""
    for child in list(_started):
        stop(child)


def stop_on_signals():
    """Makes an interrupted benchmark end its children too."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda n, _frame: sys.exit(128 + n))


def tree(pid):
    """The process and its descendants."""
    found = [pid]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{task}/children", encoding="ascii") as children:
                    found.extend(int(word) for word in children.read().split())
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def own_rss_mb(pid):
    """Resident memory of one process, MB."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            return sum(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024
    except FileNotFoundError:
        return 0


def rss_mb(pid):
    """Resident memory of a process and its descendants, MB."""
    return sum(map(own_rss_mb, tree(pid)))


def largest(pid):
    """The one of a process and its descendants that does the work: a launcher may stay as its parent."""
    return max(tree(pid), key=own_rss_mb)


def cpu_seconds(pid):
    """CPU time used so far by all threads, from the process's own clock: its resolution is 1 ns, that of /proc is 10 ms."""
    total = 0.0
    for each in tree(pid):
        try:
            total += time.clock_gettime((~each << 3) | 2)
        except OSError:
            pass
    return total


def free_port():
    """A port on loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def log_file(name):
    """Where a child's complaints go, and its path."""
    return open(os.path.join(folder(), name.replace(" ", "-") + ".log"), "w+", encoding="utf-8")


def tail(log):
    """The last lines of a log, for an error message."""
    log.flush()
    with open(log.name, encoding="utf-8", errors="replace") as lines:
        return "".join(lines.readlines()[-8:]).strip()


_folder = None


def folder():
    """A temporary folder for configurations and logs; it goes when the benchmark ends."""
    global _folder  # pylint: disable=global-statement
    if _folder is None:
        _folder = tempfile.TemporaryDirectory(prefix="polymeter-bench-")
    return _folder.name
