"""The physical limit: Benchmarks/reference.c."""

import os
import sqlite3

from driver.contestant import Contestant
from driver.machine import Process, run

IN_FLIGHT = 64


class Reference(Contestant):
    name = "reference"
    about = (f"C, SQLite {sqlite3.sqlite_version} synchronous=FULL, libcurl, one thread, "
             f"{IN_FLIGHT} in flight")

    def __init__(self, stage, folder):
        super().__init__(stage, folder)
        self.program = f"{stage.tools}/reference"
        self.log = f"{folder}/log"
        self.store = f"{folder}/store"
        self.process = None

    def fill(self, count, due):
        for name in (self.store, self.store + "-wal", self.store + "-shm"):
            if os.path.exists(name):
                os.unlink(name)
        self.add(count, due)

    def add(self, count, due):
        run([self.program, "fill", self.store, count, int(due * 1000)], self.log)

    def start(self):
        words = [self.program, "run", self.store, self.stage.network.port, IN_FLIGHT]
        self.process = Process(words, self.log, self.stage.environment)

    def processes(self):
        return [self.process] if self.process else []

    def stop(self):
        super().stop()
        self.process = None

    def has_all(self, count):
        store = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)
        try:
            return store.execute("SELECT count(*) FROM result").fetchone()[0] >= count
        finally:
            store.close()
