"""Job queues that people use for this: the same POST, their own durable settings.

Each runs with the concurrency that it has by default, and once with one that suits it better.
They keep no result of their own, which is in their favour: their job ends with the answer.
"""

import os
import shutil

from driver.contestant import Contestant
from driver.machine import Process, run, wait
from driver.network import PORTS

PEERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers")


class Peer(Contestant):
    """A queue, a worker that is started later, and a program that adds jobs."""

    # What it is called, and how many jobs it works on at once by default and when tuned.
    kind, concurrencies = "", (1, 1)
    adder = []

    def __init__(self, stage, folder, is_tuned):
        super().__init__(stage, folder)
        self.log = f"{folder}/log"
        self.worker = None
        self.is_tuned = is_tuned
        self.concurrency = self.concurrencies[is_tuned]
        self.name = f"{self.kind} tuned" if is_tuned else self.kind
        self.about = self.describe()

    def describe(self):
        """What it is, with its version."""
        raise NotImplementedError

    def variables(self):
        return {"NETWORK_PORT": str(self.stage.network.port)}

    def worker_words(self):
        raise NotImplementedError

    def fill(self, count, due):
        self.empty()
        self.add(count, due)

    def empty(self):
        """An empty queue, without a worker."""
        raise NotImplementedError

    def add(self, count, due):
        run([*self.adder, "fill", count, due], self.log, self.variables())

    def pace(self, count, gap):
        """Adds a job each `gap` seconds through its own library; answers when."""
        printed = run([*self.adder, "pace", count, gap], self.log, self.variables())
        return [float(line) for line in printed.split()]

    def start(self):
        variables = {**self.variables(), **self.stage.environment}
        self.worker = Process(self.worker_words(), self.log, variables)

    def processes(self):
        return [self.worker] if self.worker else []

    def stop(self):
        if self.worker:
            self.worker.stop()
        self.worker = None


class RedisPeer(Peer):
    """With Redis as its store: the append-only file is synced before each answer."""

    redis = None

    @property
    def redis_port(self):
        return self.stage.network.port + PORTS

    def empty(self):
        self.stop_redis()
        shutil.rmtree(f"{self.folder}/redis", ignore_errors=True)
        os.mkdir(f"{self.folder}/redis")
        self.start_redis()

    def start_redis(self):
        words = ["redis-server", "--port", self.redis_port, "--bind", "127.0.0.1", "--save", "",
                 "--dir", f"{self.folder}/redis", "--appendonly", "yes", "--appendfsync", "always"]
        self.redis = Process(words, self.log, self.stage.environment)
        wait(10, self.is_redis_up)

    def is_redis_up(self):
        self.redis.require_running()
        try:
            return "PONG" in run(["redis-cli", "-p", self.redis_port, "ping"], "/dev/null")
        except Exception:
            return False

    def stop_redis(self):
        if self.redis:
            self.redis.stop()
        self.redis = None

    def start(self):
        if not self.redis:
            self.start_redis()
        super().start()

    def variables(self):
        return {**super().variables(), "REDIS_PORT": str(self.redis_port),
                "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}"}

    def processes(self):
        return super().processes() + ([self.redis] if self.redis else [])

    def stop(self):
        super().stop()
        self.stop_redis()


class Sidekiq(RedisPeer):
    kind, concurrencies = "sidekiq", (10, 25)
    adder = ["ruby", f"{PEERS}/sidekiq.rb"]

    @property
    def poll(self):
        """Seconds between its looks for due jobs; its own default is 5."""
        return 0.5 if self.is_tuned else None

    def describe(self):
        version = run(["sidekiq", "--version"], self.log).split()[-1]
        return (f"Sidekiq {version}, {redis_version()}, concurrency {self.concurrency}, "
                f"looks for due jobs each {self.poll or '5 (default)'} s")

    def variables(self):
        poll = {"POLL": str(self.poll)} if self.poll else {}
        return {**super().variables(), **poll}

    def worker_words(self):
        return ["sidekiq", "-r", f"{PEERS}/sidekiq.rb", "-c", self.concurrency]


class BullMQ(RedisPeer):
    kind, concurrencies = "bullmq", (1, 50)

    @property
    def adder(self):
        return [self.stage.python, f"{PEERS}/bullmq_peer.py"]

    def describe(self):
        return (f"BullMQ's Python port {package(self.stage, 'bullmq')}, {redis_version()}, "
                f"concurrency {self.concurrency}")

    def worker_words(self):
        return [*self.adder, "work", self.concurrency]


class Huey(Peer):
    kind, concurrencies = "huey", (1, 16)

    @property
    def adder(self):
        return [self.stage.python, f"{PEERS}/huey_peer.py"]

    def describe(self):
        return (f"Huey {package(self.stage, 'huey')}, SQLite with fsync, {self.concurrency} "
                f"worker{'s' if self.is_tuned else ''}")

    def variables(self):
        return {**super().variables(), "STORE": f"{self.folder}/store.db", "PYTHONPATH": PEERS}

    def empty(self):
        for name in os.listdir(self.folder):
            if name.startswith("store.db"):
                os.unlink(f"{self.folder}/{name}")

    def worker_words(self):
        consumer = os.path.join(os.path.dirname(self.stage.python), "huey_consumer")
        return [consumer, "huey_peer.huey", "-w", self.concurrency, "-q"]


def redis_version():
    words = run(["redis-server", "--version"], "/dev/null").split()
    return f"Redis {words[2].removeprefix('v=')} appendfsync always"


def package(stage, name):
    """The version of a package in the peers' environment."""
    script = f"import importlib.metadata as m; print(m.version('{name}'))"
    return run([stage.python, "-c", script], "/dev/null").strip()


def all_peers(stage, folder):
    """The peers of one run, each with a folder of its own below `folder`."""
    made = []
    for kind in (Sidekiq, BullMQ, Huey):
        for is_tuned in (False, True):
            own = f"{folder}/{kind.__name__.lower()}{'-tuned' if is_tuned else ''}"
            os.makedirs(own)
            made.append(kind(stage, own, is_tuned))
    return made
