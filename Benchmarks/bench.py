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


# How much of everything: for figures to quote, and for a first look.
SIZES = {
    # Everybody takes turns so often; a disturbed measurement is tried so often in all.
    "rounds": (3, 1), "tries": (2, 1),
    # After so many seconds nothing more is begun.
    "seconds": (3_600, 420),
    # Each account may have 300 posts in three hours, as Mastodon's servers allow.
    "accounts": (512, 128),
    # One call of an account is under way at a time, and a slow network is to get 2,000.
    "slow_accounts": (2_000, 500),
    "backlog": (30_000, 4_000), "peer_backlog": (4_000, 1_000),
    "burst": (10_000, 1_000), "peer_burst": (2_000, 500),
    "slow_backlog": (10_000, 1_000), "peer_slow_backlog": (400, 60),
    "starts": (5, 3), "idle": (15, 5), "pickups": (200, 60),
    "shortest_queue": (1_000, 1_000), "longest_queue": (1_000_000, 50_000),
    "depth_due": (20_000, 2_000),
    "control": (15, 4), "faulty": (20_000, 2_000), "fault_patience": (120, 60),
    "rows": (100_000, 10_000), "file_times": (3, 1), "film": (1_000, 100),
}


class Sizes:
    def __init__(self, is_quick):
        for name, (whole, quick) in SIZES.items():
            setattr(self, name, quick if is_quick else whole)


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
        # As many accounts as a busy person has, for what does not depend on a great number.
        self.small = Belfry(self.stage.with_accounts(16), self.new_folder("small"))
        self.many = self.belfry
        if self.wants("G3"):
            stage = self.stage.with_accounts(sizes.slow_accounts)
            self.many = Belfry(stage, self.new_folder("many"))
        # What is measured, in order: the round, the heading, and how.
        self.steps, self.round, self.title = [], 0, ""
        self.reference = Reference(self.stage, self.new_folder("reference"))
        self.peers = all_peers(self.stage, options.folder) if options.python else []
        if options.quick:
            self.peers = [peer for peer in self.peers if peer.name in ("sidekiq", "huey tuned")]
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
            self.plan(number, f"== round {number + 1} of {rounds}")
            self.side_by_side(is_first=number == 0)
            # What only Belfry does follows the first round, so that no lack of time leaves it out.
            if number == 0 and self.wants("ours"):
                self.plan(number, "== Belfry alone")
                self.alone()
            if self.wants("ours"):
                self.depths()
        begun = time.monotonic()
        for done, (number, title, step) in enumerate(self.steps):
            if done == 0 or title != self.steps[done - 1][1]:
                print(title, flush=True)
            self.runs.round = number
            step()
            self.tell(done + 1, time.monotonic() - begun)

    def plan(self, number, title):
        self.round, self.title = number, title

    def measure(self, what, contestant, measurement, *arguments, **options):
        """Plans one measurement."""
        self.steps.append((self.round, self.title, lambda: self.runs.measure(
            what, contestant, measurement, *arguments, **options)))

    def tell(self, done, seconds):
        """How far it is, and how long the rest takes if it is like what was."""
        left = seconds / done * (len(self.steps) - done)
        print(f"    {done} of {len(self.steps)}; {seconds / 60:.0f} minutes, about "
              f"{left / 60:.0f} more", flush=True)

    def side_by_side(self, is_first):
        """One after the other, so that what changes on the machine meets all of them."""
        self.together("G1", self.everybody, measures.throughput, "backlog")
        # The slowest variants would take most of the time; G1 shows all of them.
        quicker = [one for one in self.everybody if one.name not in ("bullmq", "huey")]
        self.together("G2", quicker, measures.burst, "burst")
        slow = [self.many if one is self.belfry else one for one in quicker]
        self.together("G3", slow, measures.throughput, "slow_backlog", delay_ms=200)
        usual = [one for one in self.everybody if "tuned" not in one.name]
        usual = [self.small if one is self.belfry else one for one in usual]
        if is_first:
            self.together("G4", usual, measures.idle, "idle")
        self.together("G5", usual, measures.cold_start, "starts")
        self.together("G9", usual, measures.pickup, "pickups")

    def together(self, name, everybody, measurement, size, **options):
        """A measurement of all of them; where peers have a size of their own, it is smaller."""
        for one in everybody if self.wants(name) else []:
            if name == "G9" and one is self.reference:
                continue
            own = f"peer_{size}" if one in self.peers and f"peer_{size}" in SIZES else size
            self.measure(name, one, measurement, getattr(self.sizes, own), **options)

    def alone(self):
        """What only Belfry does, or what its peers cannot be compared in."""
        sizes, measure, belfry = self.sizes, self.measure, self.belfry
        # With the short quiet times of a rehearsal, for which nobody has to wait.
        rehearsal = Belfry(self.stage, self.new_folder("rehearsal"), "--sandbox")
        measure("G10", rehearsal, ours.faults, sizes.faulty, sizes.fault_patience)
        for rate in ours.ADDS_PER_SECOND:
            measure(f"G7 idle, {rate}/s", belfry, ours.control, sizes.control, rate, 0)
            measure(f"G7 draining, {rate}/s", belfry, ours.control, sizes.control, rate,
                    sizes.backlog)
        measure("G5 after kill -9", belfry, ours.start_after_kill, sizes.burst, sizes.starts)
        # With fewer accounts, whose pace the network sets and not the processor.
        measure("G3 all servers answer", belfry, measures.throughput, sizes.slow_backlog,
                delay_ms=200)
        measure("G3 one server hangs", belfry, ours.hanging, sizes.slow_backlog)
        measure("files", belfry, ours.files, 10_000, 200, sizes.file_times)
        measure("film", belfry, ours.film, sizes.film)
        measure("import", belfry, ours.imports, sizes.rows)
        measure("G5 many posts", self.small, ours.start_with, sizes.longest_queue, sizes.starts)
        measure("idle, many posts", self.small, ours.quiet, sizes.longest_queue, sizes.idle)

    def depths(self):
        """Belfry with the shortest and the longest queue, one after the other in each round."""
        for waiting in (self.sizes.shortest_queue, self.sizes.longest_queue):
            self.measure("G6", self.belfry, ours.depth, waiting, self.sizes.depth_due)

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
