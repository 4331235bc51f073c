"""What is measured of Belfry alone, against the plan's figures instead of peers."""

import json
import os
import random
import sqlite3
import time

from driver.machine import Trouble, Watch, run, wait
from driver.measures import Cost, finish, more, percentile, steady_rate, wakeups

DAY = 86_400
# So many posts are taken in as people do it; of a longer queue the rest is made of them by SQL.
TAKEN_IN = 10_000
# Durable adds a second, at which the control API is measured.
ADDS_PER_SECOND = (200, 1_000)


def future(belfry, count):
    """Leaves it stopped, with so many posts that are due in 30 days; made once for each count."""
    name = f"future-{count}"
    if not belfry.has_kept(name):
        belfry.put_back()
        belfry.start()
        belfry.add(min(count, TAKEN_IN), time.time() + 30 * DAY)
        belfry.stop()
        belfry.multiply(count // min(count, TAKEN_IN))
        belfry.keep(name)
    belfry.put_back(name)


def depth(belfry, waiting, due_now):
    """G6: how fast it publishes while so many posts wait for a later day."""
    future(belfry, waiting)
    name = f"future-{waiting}-and-{due_now}"
    if not belfry.has_kept(name):
        belfry.start()
        belfry.add(due_now, time.time() + DAY)
        belfry.stop()
        belfry.keep(name)
    belfry.put_back(name)
    belfry.move(time.time() - 1)
    network = belfry.stage.network
    network.reset()
    with Watch() as watch:
        cost = Cost(belfry)
        belfry.start()
        finish(belfry, due_now, cost)
    arrivals = network.arrivals()
    memory = belfry.memory()
    belfry.stop()
    return watch, {
        "waiting": waiting, "posts": due_now,
        "posts_per_second": steady_rate(arrivals),
        "memory_mb": memory / 1e6, "peak_mb": max(cost.memory, memory) / 1e6,
        "disk_mb": belfry.disk() / 1e6,
    }


def start_with(belfry, waiting, times):
    """G5: a start with one post that is due, and many that are not."""
    future(belfry, waiting)
    belfry.start()
    belfry.add(1, time.time() + 3)
    belfry.stop()
    belfry.keep("one-due")
    time.sleep(4)
    return starts(belfry, "one-due", times)


def start_after_kill(belfry, count, times):
    """G5: kill -9 in the middle of a burst, and the start after it."""
    network = belfry.stage.network
    belfry.fill(count, time.time())
    network.reset()
    belfry.start()
    network.wait_for(count // 3, 60, every=0.01)
    belfry.process.stop(9)
    belfry.keep("killed")
    return starts(belfry, "killed", times)


def starts(belfry, kept, times):
    network = belfry.stage.network
    seconds = []
    with Watch() as watch:
        for _ in range(times):
            belfry.put_back(kept)
            network.reset()
            begun = time.time()
            belfry.start(is_ready=False)
            if not network.wait_for(1, 60, every=0.005):
                raise Trouble("nothing came within a minute of the start")
            seconds.append(network.arrivals()[0] - begun)
            belfry.process.stop(9)
    return watch, {
        "starts": times, "median_s": percentile(seconds, 50), "longest_s": max(seconds)}


def hanging(belfry, count):
    """G3: one of 20 servers never answers; how fast the posts of the others go out."""
    network = belfry.stage.network
    belfry.fill(count, time.time())
    network.reset(delay_ms=200, hang=network.port)
    accounts, servers = belfry.stage.accounts, len(network.origins)
    others = sum(number % accounts % servers != 0 for number in range(count))
    with Watch() as watch:
        belfry.start()
        if not network.wait_for(others, 300):
            raise Trouble(f"one server hangs, and only {network.stats()} of {others} came")
        arrivals = network.arrivals()
    belfry.process.stop(9)
    return watch, {"posts": others, "posts_per_second": steady_rate(arrivals)}


def control(belfry, seconds, rate, backlog):
    """G7: durable adds over the control socket, idle or while a backlog drains; then kill -9."""
    network = belfry.stage.network
    belfry.fill(backlog, time.time() - 1)
    network.reset()
    belfry.start()
    later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 30 * DAY))
    words = [f"{belfry.stage.tools}/adder", belfry.socket, rate, seconds, belfry.stage.accounts,
             later]
    with Watch() as watch:
        adds = json.loads(run(words, f"{belfry.folder}/adder.log"))
        drained = network.stats()["posts"]
    belfry.process.stop(9)
    times = adds["ms"]
    return watch, {
        "adds": len(times), "per_second": rate, "backlog": backlog, "drained": drained,
        "p50_ms": percentile(times, 50), "p95_ms": percentile(times, 95),
        "p99_ms": percentile(times, 99), "longest_ms": max(times),
        "above_10_ms_percent": 100 * sum(time > 10 for time in times) / len(times),
        "refused": adds["refused"], "lost_after_kill": adds["accepted"] - stored(belfry),
    }


def stored(belfry):
    """How many of the adders' posts are in the store, after it was killed."""
    belfry.start()
    belfry.stop()
    store = sqlite3.connect(f"{belfry.state}/belfry.db")
    try:
        return store.execute(
            "SELECT count(DISTINCT uid) FROM deliveries WHERE uid LIKE 'api:add-%'").fetchone()[0]
    finally:
        store.close()


def faults(belfry, count, patience, kills=2):
    """G10: of 100 requests 20 fail, 10 are too many, and the daemon is killed meanwhile.

    Rates are taken until two thirds are out, with and without faults: afterwards only those wait
    that were turned away before.
    """
    network = belfry.stage.network
    begin_with(belfry, count)
    network.wait_for(count, patience, every=0.05)
    clean = steady_rate(network.arrivals(), count * 2 // 3)
    belfry.process.stop(9)
    begin_with(belfry, count, faults=1)
    chance = random.Random(1)
    final = ("published", "refused", "expired", "attention")
    with Watch() as watch:
        begun = time.monotonic()
        for _ in range(kills):
            target = network.stats()["posts"] + chance.randrange(count // 10, count // 4)
            network.wait_for(target, patience, every=0.01)
            belfry.process.stop(9)
            belfry.start()
        is_over = wait(patience, lambda: belfry.count(*final) >= count, every=0.5)
        seconds = time.monotonic() - begun
        stats = network.stats()
        states = belfry.status()["queue"]["states"]
    arrivals = network.arrivals()
    belfry.stop()
    ended = sum(states[state] for state in final)
    if len(arrivals) < count * 2 // 3:
        raise Trouble(f"{len(arrivals)} of {count} posts came: {states}")
    return watch, {
        "posts": count, "all_final": "yes" if is_over else "no", "not_final": count - ended,
        "published": states["published"], "attention": states["attention"],
        "doubles": stats["doubles"], "lost": max(0, states["published"] - stats["posts"]),
        "sent_again": stats["repeats"], "refused_by_network": stats["refused"],
        "inside_retry_after": stats["pressed"], "seconds_until_all_final": seconds,
        "clean_posts_per_second": clean,
        "posts_per_second": steady_rate(arrivals, count * 2 // 3),
    }


def begin_with(belfry, count, **network_behaviour):
    """Starts it with a backlog."""
    belfry.fill(count, time.time() - 1)
    belfry.stage.network.reset(**network_behaviour)
    belfry.start()


def imports(belfry, count):
    """A CSV file of so many rows, until all of them are in the queue."""
    belfry.put_back()
    belfry.start()
    with Watch() as watch:
        begun = time.monotonic()
        belfry.add(count, time.time() + 30 * DAY)
        seconds = time.monotonic() - begun
    if belfry.count("scheduled", "armed") != count:
        raise Trouble(f"{belfry.count('scheduled', 'armed')} of {count} rows are scheduled")
    belfry.stop()
    return watch, {"rows": count, "seconds": seconds, "rows_per_second": count / seconds,
                   "posts_a_minute": 60 * count / seconds}


def files(belfry, posts, in_files, times):
    """How long check, plan and reload take with many posts in many files."""
    belfry.put_back()
    schedule = "version: 1\ntimezone: Europe/Berlin\ninclude: [many/*.yaml]\n"
    before = schedule.replace("include: [many/*.yaml]\n", "")
    each = posts // in_files
    for number in range(in_files):
        belfry.write(f"many/{number:03}.yaml", posts_file(number, each, belfry.stage.accounts))
    seconds = {"check": [], "plan": [], "reload": [], "reload_unchanged": []}
    try:
        with Watch() as watch:
            for _ in range(times):
                belfry.write("schedule.yaml", before)
                belfry.put_back()
                belfry.start()
                belfry.write("schedule.yaml", schedule)
                for name in ("check", "plan", "reload", "reload_unchanged"):
                    begun = time.monotonic()
                    belfry.command(name.split("_")[0])
                    seconds[name].append(time.monotonic() - begun)
                belfry.stop()
    finally:
        belfry.write("schedule.yaml", before)
    return watch, {"posts": posts, "files": in_files, **{
        f"{name}_ms": percentile(values, 50) * 1000 for name, values in seconds.items()}}


def posts_file(number, count, accounts):
    """A file of posts on one day, a month ahead or more."""
    moment = time.localtime(time.time() + (30 + number) * DAY)
    day = time.strftime("%Y-%m-%d", moment)
    lines = ["posts:\n"]
    for index in range(count):
        post = number * count + index
        at = f"{day} {post // 60 % 24:02}:{post % 60:02}"
        lines.append(f"  - {{ id: p{post}, at: {at}, to: a{post % accounts}, "
                     f"text: \"Post number {post}: {'x' * 250}\" }}\n")
    return "".join(lines)


def film(belfry, megabytes):
    """A film of so many bytes, streamed to the network."""
    path = f"{belfry.config}/film.mp4"
    box = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    with open(path, "wb") as file:
        file.write(box)
        file.truncate(megabytes * 1_000_000)
    network = belfry.stage.network
    belfry.put_back()
    belfry.start()
    network.reset()
    try:
        with Watch() as watch:
            cost = Cost(belfry)
            begun = time.monotonic()
            belfry.command("post", "--to", "a0", "--media", path, "--alt", "A tower", "--wait",
                           "0s", "A film.")
            if not network.wait_for(1, 120, cost.look, every=0.05):
                raise Trouble(f"the film is not out: {belfry.command('queue')}")
            seconds = time.monotonic() - begun
            cost.look()
    finally:
        os.unlink(path)
    belfry.stop()
    return watch, {"megabytes": megabytes, "seconds": seconds,
                   "megabytes_per_second": megabytes / seconds, "peak_mb": cost.memory / 1e6}


def quiet(belfry, waiting, seconds):
    """Idle with many posts that are due on a later day: memory, wake-ups, processor time."""
    future(belfry, waiting)
    belfry.start()
    time.sleep(min(10, seconds))
    with Watch() as watch:
        cost = Cost(belfry)
        before = wakeups(belfry)
        time.sleep(seconds)
        count = more(before, wakeups(belfry))
        cpu = cost.cpu
        memory = belfry.memory()
    belfry.stop()
    return watch, {"waiting": waiting, "seconds": seconds, "memory_mb": memory / 1e6,
                   "wakeups_per_second": count / seconds,
                   "cpu_percent": cpu * 100 / seconds}
