"""`make bench`: Belfry beside its peers and the physical limit. docs/performance.md says more.

scripts/bench.sh builds what it needs and calls it. `--only G1,G2` chooses measurements; `--quick`
takes fewer posts and rounds; `--slow-disk` adds 2 ms to each sync of everybody's disk.
"""

import argparse
import datetime
import json
import os
import shutil
import signal
import sys
import time

from driver import measures, ours, page
from driver.belfry import Belfry
from driver.contestant import Stage
from driver.goals import all_checks, ratios
from driver.machine import Probes, Trouble, description, end_all
from driver.network import Network
from driver.peers import all_peers
from driver.reference import Reference
from driver.runs import Runs, short


# What --only can choose; "ours" is what is measured of Belfry alone.
CHOICES = ("G1", "G2", "G3", "G4", "G5", "G9", "ours")


class Sizes:
    """How much of everything; `quick` is for a first look, the rest for figures to quote."""

    def __init__(self, quick):
        self.rounds = 1 if quick else 3
        # A disturbed measurement is tried so often in all.
        self.tries = 1 if quick else 4
        # After so many seconds nothing more is begun.
        self.seconds = 270 if quick else 6 * 3600
        # Each account may have 300 posts in three hours, as Mastodon's servers allow.
        self.accounts = 128 if quick else 512
        self.backlog = 5_000 if quick else 100_000
        self.peer_backlog = 2_000 if quick else 20_000
        self.burst = 1_000 if quick else 10_000
        self.slow_backlog = 500 if quick else 10_000
        self.peer_slow_backlog = 100 if quick else 1_000
        self.starts = 3 if quick else 20
        self.depths = [1_000, 10_000] if quick else [1_000, 100_000, 1_000_000]
        self.depth_due = 2_000 if quick else 50_000
        self.idle = 5 if quick else 120
        self.control = 5 if quick else 60
        self.pickups = 60 if quick else 1_000
        self.faulty = 500 if quick else 20_000
        self.fault_patience = 30 if quick else 1_800
        self.rows = 10_000 if quick else 100_000
        self.film = 100 if quick else 1_000


class Bench:
    def __init__(self, options):
        self.options = options
        self.sizes = sizes = Sizes(options.quick)
        preload = f"{options.tools}/slowdisk.so" if options.slow_disk else None
        network = Network(options.tools, options.folder, options.port)
        self.stage = Stage(options.tools, options.folder, network, preload, options.binary,
                           sizes.accounts, options.python)
        probes = Probes(options.tools, options.folder, network, self.stage.environment)
        deadline = time.monotonic() + (options.seconds or sizes.seconds)
        self.runs = Runs(probes, sizes.tries, deadline)
        self.belfry = Belfry(self.stage, self.new_folder("belfry"))
        self.reference = Reference(self.stage, self.new_folder("reference"))
        self.peers = all_peers(self.stage, options.folder) if options.python else []
        if options.quick:
            self.peers = [peer for peer in self.peers if peer.name not in ("bullmq", "huey")]
        self.everybody = [self.belfry, self.reference, *self.peers]

    def new_folder(self, name):
        path = f"{self.options.folder}/{name}"
        os.makedirs(path)
        return path

    def wants(self, name):
        return not self.options.only or name in self.options.only

    def run(self):
        for contestant in self.everybody:
            print(f"{contestant.name}: {contestant.about}")
        rounds = self.options.rounds or self.sizes.rounds
        for number in range(rounds):
            print(f"== round {number + 1} of {rounds}", flush=True)
            self.side_by_side()
        if self.wants("ours"):
            print("== Belfry alone", flush=True)
            self.alone()

    def side_by_side(self):
        """One after the other, so that what changes on the machine meets all of them."""
        sizes, peers = self.sizes, self.peers
        defaults = [one for one in self.everybody if "tuned" not in one.name]
        for name, everybody, measurement, ours, theirs, options in (
                ("G1", self.everybody, measures.throughput, sizes.backlog, sizes.peer_backlog, {}),
                ("G2", self.everybody, measures.burst, sizes.burst, sizes.burst, {}),
                ("G3", self.everybody, measures.throughput, sizes.slow_backlog,
                 sizes.peer_slow_backlog, {"delay_ms": 200}),
                ("G4", defaults, measures.idle, sizes.idle, sizes.idle, {}),
                ("G5", defaults, measures.cold_start, sizes.starts, sizes.starts, {}),
                ("G9", defaults, measures.pickup, sizes.pickups, sizes.pickups, {})):
            for one in everybody if self.wants(name) else []:
                if name == "G9" and one is self.reference:
                    continue
                count = theirs if one in peers else ours
                self.runs.measure(name, one, measurement, count, **options)

    def alone(self):
        """What only Belfry does, or what its peers cannot be compared in."""
        sizes, measure, belfry = self.sizes, self.runs.measure, self.belfry
        longest = sizes.depths[-1]
        measure("G7 idle", belfry, ours.control, sizes.control, 0)
        measure("G7 draining", belfry, ours.control, sizes.control, sizes.backlog)
        measure("import", belfry, ours.imports, sizes.rows)
        measure("files", belfry, ours.files, 10_000, 200, 1 if self.options.quick else 5)
        measure("film", belfry, ours.film, sizes.film)
        for depth in sizes.depths:
            measure("G6", belfry, ours.depth, depth, sizes.depth_due)
        measure("G5 many posts", belfry, ours.start_with, longest, sizes.starts)
        measure("G5 after kill -9", belfry, ours.start_after_kill, sizes.burst, sizes.starts)
        measure("idle, many posts", belfry, ours.quiet, longest, sizes.idle)
        measure("G3 one server hangs", belfry, ours.hanging, sizes.slow_backlog)
        measure("G10", belfry, ours.faults, sizes.faulty, sizes.fault_patience)

    def report(self):
        """Prints the goals, and writes everything down."""
        checks = all_checks(self.runs)
        print("== Belfry's figures divided by the others', medians of the rounds")
        for other, found in ratios(self.runs).items():
            texts = ", ".join(f"{name} {short(ratio)}" for name, ratio in found.items())
            print(f"  to {other}: {texts}")
        print("== goals")
        for check in checks:
            print(check.text)
        for trouble in self.runs.troubles:
            print(f"not measured: {trouble['what']} {trouble['contestant']}: {trouble['why']}")
        document = {
            "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "commit": self.options.commit, "machine": description(),
            "quick": self.options.quick, "slow_disk": self.options.slow_disk,
            "contestants": {each.name: each.about for each in self.everybody},
            "runs": self.runs.all, "troubles": self.runs.troubles,
            "ratios": ratios(self.runs), "goals": [check.json for check in checks],
        }
        with open(self.options.json, "w") as file:
            json.dump(document, file, indent=1)
        print(f"for programs: {self.options.json}")
        page.write(self.options.page, document, self.runs, checks)
        print(f"for people: {self.options.page}")


def main(options):
    shutil.rmtree(options.folder, ignore_errors=True)
    os.makedirs(options.folder)
    bench = Bench(options)
    bench.run()
    bench.report()
    if not bench.runs.troubles:
        # Stores with a million posts are large; the logs are wanted when something went wrong.
        shutil.rmtree(options.folder)


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the release binary")
    parser.add_argument("--tools", required=True, help="where the compiled C programs are")
    parser.add_argument("--folder", required=True, help="a scratch folder; it is emptied")
    parser.add_argument("--json", required=True, help="where the results go")
    parser.add_argument("--python", help="the interpreter that knows the peers; absent: no peers")
    parser.add_argument("--commit", default="", help="what was measured")
    parser.add_argument("--page", required=True, help="the page whose figures are replaced")
    parser.add_argument("--only", type=lambda text: text.split(","), help="G1,G2,ours ...")
    parser.add_argument("--port", type=int, default=18960, help="the first of some free ports")
    parser.add_argument("--rounds", type=int, help="how often everybody takes part")
    parser.add_argument("--seconds", type=int, help="after so many, nothing more is begun")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--slow-disk", action="store_true")
    options = parser.parse_args()
    for name in options.only or []:
        if name not in CHOICES:
            parser.error(f"no measurement {name}; there are {', '.join(CHOICES)}")
    return options


if __name__ == "__main__":
    # Whoever ends the driver ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        main(parse())
    except Trouble as trouble:
        sys.exit(f"bench: {trouble}")
    finally:
        end_all()
