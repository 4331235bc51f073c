"""Keeps the rounds of one run: repeats what was disturbed, prints each, adds them up."""

import signal
import statistics
import time

from driver.machine import Trouble


class Runs:
    """Everything that was measured.

    A measurement during which others used the machine is repeated, up to `tries` times in all;
    the least disturbed one is kept and marked when it was disturbed itself. Nothing is begun after
    the deadline, and what takes too long is broken off.
    """

    # Seconds that one measurement may take, with what has to be prepared for it.
    LONGEST = 420

    def __init__(self, probes, tries, deadline):
        self.probes = probes
        self.tries = tries
        self.deadline = deadline
        self.all = []
        # Measurements that broke off: what, and why.
        self.troubles = []
        # Ratios are formed within a round.
        self.round = 0
        signal.signal(signal.SIGALRM, too_long)

    def measure(self, what, contestant, measurement, *arguments, **options):
        """Runs one measurement of one contestant and keeps its figures; None if it broke off."""
        best = None
        if time.monotonic() > self.deadline:
            self.give_up(what, contestant, "there was no time left")
            return None
        for attempt in range(self.tries):
            run = self.try_once(what, contestant, measurement, *arguments, **options)
            if run and (best is None or run["foreign_cores"] < best["foreign_cores"]):
                best = run
            if best and not best["is_disturbed"] or time.monotonic() > self.deadline:
                break
        if best:
            best["tries"] = attempt + 1
            self.all.append(best)
            print(line(best), flush=True)
        return best and best["figures"]

    def try_once(self, what, contestant, measurement, *arguments, **options):
        signal.alarm(Runs.LONGEST)
        try:
            probes = self.probes.take()
            watch, figures = measurement(contestant, *arguments, **options)
        except Exception as trouble:  # Whatever it is, the other measurements go on.
            signal.alarm(0)
            why = str(trouble) if isinstance(trouble, Trouble) else repr(trouble)
            self.give_up(what, contestant, why)
            contestant.stop()
            return None
        finally:
            signal.alarm(0)
        return {
            "what": what, "contestant": contestant.name, "round": self.round, "figures": figures,
            "probes": probes, "foreign_cores": watch.foreign, "is_disturbed": watch.is_disturbed,
        }

    def give_up(self, what, contestant, why):
        self.troubles.append({"what": what, "contestant": contestant.name, "why": why})
        print(f"  {what} {contestant.name}: not measured: {why}", flush=True)

    def figures(self, what, contestant):
        """The figures of each round."""
        return [run["figures"] for run in self.all
                if run["what"] == what and run["contestant"] == contestant]

    def median(self, what, contestant, figure):
        """The median over the rounds; None where it was not measured."""
        values = [figures[figure] for figures in self.figures(what, contestant)]
        return statistics.median(values) if values else None

    def ratio(self, what, figure, one, other):
        """The median of the rounds' ratios of one contestant's figure to another's."""
        mine, theirs = self.by_round(what, one), self.by_round(what, other)
        ratios = [mine[number][figure] / theirs[number][figure]
                  for number in mine if number in theirs and theirs[number][figure]]
        return statistics.median(ratios) if ratios else None

    def by_round(self, what, contestant):
        return {run["round"]: run["figures"] for run in self.all
                if run["what"] == what and run["contestant"] == contestant}

    def contestants(self, what):
        """Who took part, in the order of their first run."""
        return list(dict.fromkeys(run["contestant"] for run in self.all if run["what"] == what))

    def whats(self):
        return list(dict.fromkeys(run["what"] for run in self.all))


def too_long(*_):
    raise Trouble(f"it was not over after {Runs.LONGEST} s")


def line(run):
    """One run for people."""
    figures = ", ".join(f"{name} {short(value)}" for name, value in run["figures"].items())
    probes = run["probes"]
    mark = " DISTURBED" if run["is_disturbed"] else ""
    return (f"  {run['what']} {run['contestant']}: {figures} | fsync {short(probes['fsync_ms'])} "
            f"ms, libcurl {short(probes['requests_per_second'])}/s, "
            f"foreign CPU {run['foreign_cores']:.2f}{mark}")


def short(value):
    """A number with three significant digits, or what it is."""
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
