"""What the machine does while something is measured: processes, their cost, and everybody else."""

import json
import os
import platform
import resource
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")
# More foreign work than this, in cores, and a run does not count.
FOREIGN_LIMIT = 0.15


class Trouble(Exception):
    """The measurement itself, not what it measures, went wrong."""


class Process:
    """A program that the benchmark started, with its output in a file."""

    alive = []

    def __init__(self, words, log, environment=None, stdin=None, folder=None):
        self.log = log
        with open(log, "ab") as output:
            self.child = subprocess.Popen(
                [str(word) for word in words], stdin=stdin or subprocess.DEVNULL, stdout=output,
                stderr=output, env={**os.environ, **(environment or {})}, cwd=folder)
        self.id = self.child.pid
        Process.alive.append(self)

    @property
    def has_ended(self):
        return self.child.poll() is not None

    def require_running(self):
        if self.has_ended:
            raise Trouble(f"{self.child.args[0]} ended: {tail(self.log)}")

    def stop(self, signal=15):
        """Ends it, and waits until it is gone."""
        if self.has_ended is False:
            self.child.send_signal(signal)
        try:
            self.child.wait(60)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        if self in Process.alive:
            Process.alive.remove(self)

    def cpu(self):
        """Seconds of processor time so far, with those of its own children that have ended."""
        fields = read(f"/proc/{self.id}/stat").rpartition(") ")[2].split()
        return sum(int(field) for field in fields[11:15]) / TICK

    def memory(self):
        """Proportional set size in bytes, with that of its children."""
        return sum(pss(number) for number in [self.id, *descendants(self.id)])

    def wakeups(self):
        """How often each of its threads went from waiting to running."""
        counts = {}
        for thread in os.listdir(f"/proc/{self.id}/task"):
            for line in read(f"/proc/{self.id}/task/{thread}/status").splitlines():
                if line.startswith("voluntary_ctxt_switches"):
                    counts[thread] = int(line.split()[1])
        return counts

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.id}/fd"))


def end_all():
    """Ends whatever is still running, after something went wrong."""
    for process in list(Process.alive):
        process.stop(9)


def run(words, log, environment=None, stdin=None, folder=None, seconds=300):
    """Runs a program to its end and answers what it printed."""
    try:
        result = subprocess.run(
            [str(word) for word in words], input=stdin, capture_output=True, text=True, cwd=folder,
            env={**os.environ, **(environment or {})}, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Trouble(f"{words[0]} did not end within {seconds} s") from None
    with open(log, "a") as file:
        file.write(result.stderr)
    if result.returncode != 0:
        why = (result.stderr or result.stdout)[:400]
        raise Trouble(f"{words[0]} ended with {result.returncode}: {why}")
    return result.stdout


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def tail(path):
    return " | ".join(read(path).splitlines()[-3:])


def descendants(number):
    children = []
    for child in read(f"/proc/{number}/task/{number}/children").split():
        children += [int(child), *descendants(int(child))]
    return children


def pss(number):
    for line in read(f"/proc/{number}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def wait(seconds, is_so, every=0.01):
    """Looks until it is so; answers whether it ever was."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(every)
    return is_so()


class Watch:
    """Counts the processor time of everybody who is not part of the benchmark."""

    def __enter__(self):
        self.begun = time.monotonic()
        self.foreign_then = self.foreign_seconds()
        return self

    def __exit__(self, *_):
        seconds = max(time.monotonic() - self.begun, 0.001)
        self.foreign = max(0.0, (self.foreign_seconds() - self.foreign_then) / seconds)

    @property
    def is_disturbed(self):
        return self.foreign > FOREIGN_LIMIT

    @staticmethod
    def foreign_seconds():
        user, nice, system, _, _, _, _, steal = (
            int(word) for word in read("/proc/stat").splitlines()[0].split()[1:9])
        own = 0.0
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            usage = resource.getrusage(who)
            own += usage.ru_utime + usage.ru_stime
        own += sum(process.cpu() for process in Process.alive if not process.has_ended)
        return (user + nice + system + steal) / TICK - own


class Probes:
    """What the machine's disk and libcurl can do at this moment."""

    def __init__(self, tools, folder, network, environment):
        self.tools, self.folder, self.network = tools, folder, network
        self.environment = environment

    def take(self):
        """The probes, as they are printed beside each result."""
        log = f"{self.folder}/probe.log"
        probe = f"{self.tools}/probe"
        self.network.reset()
        disk = json.loads(run([probe, "disk", self.folder], log, self.environment))
        network = json.loads(run([probe, "network", self.network.port, 5000], log))
        return {**disk, **network}


def description():
    """This machine in a line."""
    model = [line.split(":", 1)[1].strip() for line in read("/proc/cpuinfo").splitlines()
             if line.startswith("model name")]
    memory = int(read("/proc/meminfo").split()[1]) // 1024 // 1024
    system = [line.split("=", 1)[1].strip('"') for line in read("/etc/os-release").splitlines()
              if line.startswith("PRETTY_NAME")]
    name = model[0] if model else platform.machine()
    return (f"{os.cpu_count()} × {name}, {memory + 1} GB, {(system or ['Linux'])[0]}, "
            f"kernel {platform.release()}")
