"""The measurements that every contestant can take part in. Each answers its figures."""

import math
import time

from driver.contestant import Contestant
from driver.machine import Trouble, Watch, wait

# A contestant that publishes nothing for so many seconds is stuck.
PATIENCE = 30


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def steady_rate(arrivals, count=None):
    """Posts a second between the first 2 % and the last, or post number `count`."""
    begin, end = len(arrivals) // 50, (count or len(arrivals)) - 1
    return (end - begin) / max(arrivals[end] - arrivals[begin], 1e-6)


class Cost:
    """What a contestant takes of the machine during a measurement."""

    def __init__(self, contestant: Contestant):
        self.contestant = contestant
        self.cpu_then = contestant.cpu()
        self.memory = 0
        self.descriptors = 0

    def look(self):
        self.memory = max(self.memory, self.contestant.memory())
        self.descriptors = max(
            self.descriptors, sum(each.descriptors() for each in self.contestant.processes()))
        for process in self.contestant.processes():
            process.require_running()

    @property
    def cpu(self):
        return self.contestant.cpu() - self.cpu_then


def finish(contestant, count, cost):
    """Waits until so many posts are out and their results stored; complains about any other."""
    network = contestant.stage.network
    seen = -1
    while network.stats()["posts"] < count:
        if network.stats()["posts"] == seen:
            raise Trouble(f"{contestant.name} is stuck: {network.stats()} of {count}")
        seen = network.stats()["posts"]
        network.wait_for(count, PATIENCE, cost.look)
    if not wait(60, lambda: contestant.has_all(count) in (True, None), every=0.2):
        raise Trouble(f"{contestant.name}: not every result is in its store")
    stats = network.stats()
    if stats["posts"] != count or stats["doubles"] or stats["repeats"]:
        raise Trouble(f"{contestant.name}: {stats} of {count} posts")


def throughput(contestant, count, **network_behaviour):
    """G1, G3, G4 and G8: a queue of posts that are due; the program is started afterwards."""
    network = contestant.stage.network
    contestant.fill(count, time.time() - 1)
    network.reset(**network_behaviour)
    with Watch() as watch:
        cost = Cost(contestant)
        begun = time.time()
        contestant.start()
        finish(contestant, count, cost)
        cpu = cost.cpu
    contestant.stop()
    arrivals = network.arrivals()
    return watch, {
        "posts": count,
        "posts_per_second": steady_rate(arrivals),
        "all_s": arrivals[-1] - begun,
        "cpu_ms_per_post": cpu * 1000 / count,
        "peak_mb": cost.memory / 1e6,
        "descriptors": cost.descriptors,
    }


def burst(contestant, count):
    """G2: an idle program, and posts that are all due at one full second."""
    network = contestant.stage.network
    ahead = 5 + 3 * count / contestant.add_rate
    contestant.fill(0, 0)
    contestant.start()
    network.reset()
    time.sleep(2)
    with Watch() as watch:
        due = math.ceil(time.time() + ahead)
        contestant.add(count, due)
        if time.time() > due - 1:
            raise Trouble(f"{contestant.name}: took {time.time() - due + ahead:.0f} s to add "
                          f"{count} posts")
        time.sleep(max(0, due - 0.5 - time.time()))
        cost = Cost(contestant)
        finish(contestant, count, cost)
        cpu = cost.cpu
    contestant.stop()
    arrivals = network.arrivals()
    late = [arrival - due for arrival in arrivals]
    if late[0] < 0:
        raise Trouble(f"{contestant.name}: a post came {-late[0]:.3f} s early")
    return watch, {
        "posts": count,
        "first_s": late[0],
        "p50_s": percentile(late, 50),
        "p99_s": percentile(late, 99),
        "all_s": late[-1],
        "cpu_ms_per_post": cpu * 1000 / count,
        "peak_mb": cost.memory / 1e6,
    }


def wakeups(contestant):
    """Of all threads of all its processes, by thread."""
    counts = {}
    for process in contestant.processes():
        counts.update(process.wakeups())
    return counts


def more(before, after):
    """What the threads that are still there counted since; threads may begin and end."""
    return sum(count - before.get(thread, 0) for thread, count in after.items())


def idle(contestant, seconds):
    """G4 and G8: memory, processor time and wake-ups without anything to do."""
    contestant.fill(1, time.time() - 1)
    contestant.stage.network.reset()
    contestant.start()
    finish(contestant, 1, Cost(contestant))
    time.sleep(min(10, seconds))
    with Watch() as watch:
        cost = Cost(contestant)
        before = wakeups(contestant)
        time.sleep(seconds)
        after = wakeups(contestant)
        cpu = cost.cpu
        memory = contestant.memory()
    contestant.stop()
    return watch, {
        "idle_mb": memory / 1e6,
        "idle_cpu_percent": cpu * 100 / seconds,
        "wakeups_per_second": more(before, after) / seconds,
    }


def cold_start(contestant, times):
    """G5: from the start of the first process to the post at the network."""
    network = contestant.stage.network
    seconds = []
    with Watch() as watch:
        for _ in range(times):
            contestant.fill(1, time.time() - 1)
            contestant.stop()
            network.reset()
            begun = time.time()
            contestant.start()
            if not network.wait_for(1, 60, every=0.005):
                raise Trouble(f"{contestant.name}: nothing came within a minute of its start")
            seconds.append(network.arrivals()[0] - begun)
            finish(contestant, 1, Cost(contestant))
            contestant.stop()
    return watch, {
        "starts": times, "median_s": percentile(seconds, 50), "longest_s": max(seconds)}


def pickup(contestant, count, gap=0.05):
    """G9: from handing a post to an idle program to its arrival at the network."""
    network = contestant.stage.network
    contestant.fill(0, 0)
    contestant.start()
    network.reset()
    time.sleep(2)
    with Watch() as watch:
        sent = contestant.pace(count, gap)
        finish(contestant, count, Cost(contestant))
    contestant.stop()
    waits = [came - went for went, came in zip(sent, network.arrivals())][min(20, count // 5):]
    return watch, {
        "posts": count,
        "p50_ms": percentile(waits, 50) * 1000,
        "p99_ms": percentile(waits, 99) * 1000,
        "longest_ms": max(waits) * 1000,
    }
