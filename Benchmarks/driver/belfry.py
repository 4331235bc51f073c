"""Belfry as it is installed: the release binary, its files, its store."""

import concurrent.futures
import csv
import datetime
import http.client
import io
import json
import os
import shutil
import socket
import sqlite3
import time

from driver.contestant import Contestant
from driver.machine import Process, Trouble, run, wait

# Rows of one import; a body has at most 64 MiB.
ROWS_AT_ONCE = 100_000
DAY = 86_400


class Belfry(Contestant):
    name = "belfry"
    add_rate = 3000

    def __init__(self, stage, folder, *options,
                 schedule="version: 1\ntimezone: Europe/Berlin\n"):
        """`options` are further words of its command line."""
        super().__init__(stage, folder)
        self.options = options
        self.config, self.state = f"{folder}/config", f"{folder}/state"
        self.socket, self.log = f"{folder}/control.sock", f"{folder}/log"
        self.process = None
        self.batches = 0
        version = run([stage.binary, "--version"], self.log).strip()
        self.about = (f"{version}, synchronous=FULL, {stage.accounts} accounts, "
                      "deliveries_at_once: 2000, calls_at_once: 100")
        os.makedirs(self.config, exist_ok=True)
        self.write("schedule.yaml", schedule)
        self.write("accounts.yaml", self.accounts())
        self.connect()

    def write(self, name, text):
        path = f"{self.config}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def accounts(self):
        origins = self.stage.network.origins
        lines = [f'  - {{ id: a{number}, platform: mastodon, '
                 f'server: "{origins[number % len(origins)]}" }}\n'
                 for number in range(self.stage.accounts)]
        return (f"version: 1\nmaster_key: file:{self.folder}/key\n"
                "daemon: { deliveries_at_once: 2000, calls_at_once: 100 }\n"
                "accounts:\n" + "".join(lines))

    def connect(self):
        """Signs every account in once; each run begins with a copy of that store."""
        shutil.rmtree(self.state, ignore_errors=True)
        os.mkdir(self.state, 0o700)
        self.command("keys", "init")
        self.start()
        # Each waits for the network a few times, so several at once are quicker.
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            names = (f"a{number}" for number in range(self.stage.accounts))
            list(pool.map(
                lambda name: self.command("connect", name, "--paste", stdin="code\n"), names))
        self.stop()
        self.keep("connected")

    def command(self, *words, stdin=None):
        """Runs a command as a person does, and answers what it printed."""
        return run([self.stage.binary, *words, "--config", self.config, "--state", self.state,
                    "--socket", self.socket], self.log, stdin=stdin)

    def ask(self, path):
        """What the control socket answers."""
        connection = UnixConnection(self.socket)
        try:
            connection.request("GET", path)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def status(self):
        return self.ask("/v1/status")

    def count(self, *states):
        words = self.status()["queue"]["states"]
        return sum(words[state] for state in states)

    def start(self, is_ready=True):
        """Starts the daemon, and waits until it is ready unless told otherwise."""
        words = [self.stage.binary, "daemon", "--config", self.config, "--state", self.state,
                 "--socket", self.socket, *self.options]
        self.process = Process(words, self.log, self.stage.environment)
        if is_ready and not wait(60, self.is_ready):
            raise Trouble(f"the daemon is not ready after a minute; see {self.log}")

    def is_ready(self):
        self.process.require_running()
        try:
            return bool(self.ask("/v1/health"))
        except OSError:
            return False

    def processes(self):
        return [self.process] if self.process else []

    def stop(self):
        super().stop()
        self.process = None

    def keep(self, name):
        """Keeps a copy of the stopped store."""
        shutil.rmtree(f"{self.folder}/{name}", ignore_errors=True)
        shutil.copytree(self.state, f"{self.folder}/{name}")

    def put_back(self, name="connected"):
        """Begins again with a store that was kept."""
        shutil.rmtree(self.state)
        shutil.copytree(f"{self.folder}/{name}", self.state)
        # What was copied is not to be written to the disk while something is measured.
        os.sync()

    def has_kept(self, name):
        return os.path.isdir(f"{self.folder}/{name}")

    def fill(self, count, due):
        """Posts that are due now are taken in beforehand, and kept for the next time."""
        if count == 0:
            self.put_back()
            return
        name = f"backlog-{count}"
        if not self.has_kept(name):
            self.make_backlog(name, count)
        self.put_back(name)
        self.move(due)

    def make_backlog(self, name, count):
        """Posts that are due tomorrow; `move` brings them nearer."""
        self.put_back()
        self.start()
        self.add(count, time.time() + DAY)
        self.stop()
        self.keep(name)

    def move(self, due):
        """Makes all posts of the next days due at `due`, in the store of the stopped daemon: they
        must be due just then, because what was missed for minutes is paced."""
        now, soon = int(time.time() * 1000), int((time.time() + 7 * DAY) * 1000)
        store = sqlite3.connect(f"{self.state}/belfry.db", isolation_level=None)
        store.execute("BEGIN IMMEDIATE")
        for change in ("post SET due = ?1 WHERE due", "delivery SET due = ?1 WHERE due",
                       "flow SET not_before = ?1 WHERE delivery IS NOT NULL AND not_before"):
            store.execute(f"UPDATE {change} BETWEEN ?2 AND ?3", (int(due * 1000), now, soon))
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        os.sync()

    def multiply(self, times):
        """Makes each post of the stopped store so many, with its delivery, revision and flow; the
        copies are in no line of the audit log."""
        store = sqlite3.connect(f"{self.state}/belfry.db", isolation_level=None)
        posts, deliveries = (store.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
                             for table in ("post", "delivery"))
        # By table: which rows are copied, and what is different in the copy number ?1.
        tables = {
            "post": (f"id <= {posts}",
                     {"id": f"id + ?1 * {posts}", "uid": "uid || '-' || ?1", "staged": "0"}),
            "delivery": (f"id <= {deliveries}",
                         {"id": f"id + ?1 * {deliveries}", "post": f"post + ?1 * {posts}",
                          "staged": "0"}),
            "revision": (f"delivery <= {deliveries}",
                         {"delivery": f"delivery + ?1 * {deliveries}"}),
            "flow": (f"delivery <= {deliveries}",
                     {"id": "NULL", "delivery": f"delivery + ?1 * {deliveries}", "staged": "0"}),
        }
        for number in range(1, times):
            store.execute("BEGIN IMMEDIATE")
            for table, (which, changed) in tables.items():
                names = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
                values = ", ".join(changed.get(name, name) for name in names)
                store.execute(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {which}",
                              (number,))
            store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()

    def add(self, count, due):
        begun = time.monotonic()
        for first in range(0, count, ROWS_AT_ONCE):
            self.import_rows(min(ROWS_AT_ONCE, count - first), due)
        # A few rows say little about many.
        if count >= 1000:
            self.add_rate = count / (time.monotonic() - begun)

    def import_rows(self, count, due):
        self.batches += 1
        path = f"{self.folder}/posts.csv"
        with open(path, "w") as file:
            file.write(rows(f"b{self.batches}-{int(time.time())}", count, due, self.stage.accounts))
        return self.command("import", path)

    def has_all(self, count):
        return self.count("published") >= count

    def pace(self, count, gap):
        """Hands a post that is due at once over each `gap` seconds; answers when."""
        connection = UnixConnection(self.socket)
        sent = []
        for number in range(count):
            document = {"uid": f"paced-{number}", "to": [f"a{number % self.stage.accounts}"],
                        "text": f"Post number {number}: {'x' * 250}", "wait_s": 0}
            sent.append(time.time())
            answer = connection.post("/v1/posts", json.dumps(document).encode())
            body = answer.read()
            if answer.status >= 300:
                raise Trouble(f"a post was answered with {answer.status}: {body[:200]}")
            time.sleep(gap)
        return sent

    def disk(self):
        """Bytes of the store and its log."""
        names = ["belfry.db", "belfry.db-wal"]
        paths = [f"{self.state}/{name}" for name in names]
        return sum(os.path.getsize(path) for path in paths if os.path.exists(path))


class UnixConnection(http.client.HTTPConnection):
    """HTTP over the daemon's control socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)

    def post(self, target, body):
        """Sends head and body in one piece, as `belfry add` and clients of Redis do; Python's own
        way is two pieces, and the daemon would wait for the second."""
        if self.sock is None:
            self.connect()
        head = f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}"
        self.sock.sendall(head.encode() + b"\r\n\r\n" + body)
        answer = http.client.HTTPResponse(self.sock, method="POST")
        answer.begin()
        return answer


def rows(prefix, count, due, accounts):
    """A CSV file of posts that go round the accounts."""
    moment = datetime.datetime.fromtimestamp(due, datetime.timezone.utc)
    at = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    filler = "x" * 250
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "at", "to", "text"])
    for number in range(count):
        writer.writerow([f"{prefix}-{number}", at, f"a{number % accounts}",
                         f"Post number {number}: {filler}"])
    return text.getvalue()
