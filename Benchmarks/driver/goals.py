"""The goals: what each figure has to be, and what it is."""

import statistics

from driver.ours import ADDS_PER_SECOND
from driver.runs import short

# BullMQ on Node cannot be installed from Debian or PyPI. Beside Sidekiq on one machine (2 cores,
# Debian 12, Redis with appendfsync always, jobs that POST) it was 2.0 to 2.5 times as fast and took
# 0.39-0.45 ms of processor time a post where Sidekiq took 0.63. Its figures are carried over from
# Sidekiq's in this run by these ratios; memory and start are what it had there.
NODE_TIMES_SIDEKIQ = 2.25
NODE_CPU_OF_SIDEKIQ = 0.67
NODE_IDLE_MB = 79
NODE_START_S = 0.30


class Check:
    """One line: a goal, a figure, and whether it is reached."""

    def __init__(self, goal, kind, what, value, limit, is_at_most=True, unit=""):
        self.goal, self.kind, self.what = goal, kind, what
        self.value, self.limit, self.is_at_most, self.unit = value, limit, is_at_most, unit

    @property
    def word(self):
        if self.value is None:
            return "----"
        is_good = self.value <= self.limit if self.is_at_most else self.value >= self.limit
        return "PASS" if is_good else "MISS"

    @property
    def value_text(self):
        return "not measured" if self.value is None else f"{short(self.value)}{self.unit}"

    @property
    def limit_text(self):
        return f"{'≤' if self.is_at_most else '≥'} {short(self.limit)}{self.unit}"

    @property
    def text(self):
        return (f"{self.word}  {self.goal:4} {self.kind:8}  {self.what}: "
                f"{self.value_text} ({self.limit_text})")

    @property
    def json(self):
        return {"goal": self.goal, "kind": self.kind, "what": self.what, "value": self.value,
                "limit": self.limit, "result": self.word}


# What Belfry is compared with everybody in: the measurement, the figure, and its name.
RATIOS = [
    ("G1", "posts_per_second", "posts a second"), ("G2", "p99_s", "p99 of a burst"),
    ("G3", "posts_per_second", "posts a second at 200 ms"), ("G1", "cpu_ms_per_post", "CPU a post"),
    ("G1", "peak_mb", "peak memory"), ("G4", "idle_mb", "idle memory"),
    ("G5", "median_s", "cold start"), ("G9", "p50_ms", "p50 of a pickup"),
]


def ratios(runs):
    """Belfry's figures divided by the others', by contestant and name: medians of the rounds."""
    table = {}
    for what, figure, name in RATIOS:
        for other in runs.contestants(what):
            ratio = runs.ratio(what, figure, "belfry", other)
            if other != "belfry" and ratio is not None:
                table.setdefault(other, {})[name] = ratio
    return table


def divided(one, other):
    return one / other if one is not None and other else None


def faster(runs, one, other):
    """Which of two contestants publishes faster."""
    rates = {name: runs.median("G1", name, "posts_per_second") or 0 for name in (one, other)}
    return max(rates, key=rates.get)


def all_checks(runs):
    """Every goal that this run can say something about."""
    checks = []
    for part in (speed, lateness, slow, memory, start, scaling, control, cost, pickup, faults,
                 older_plans):
        checks += part(runs)
    return checks


def speed(runs):
    sidekiq = faster(runs, "sidekiq", "sidekiq tuned")
    against_sidekiq = runs.ratio("G1", "posts_per_second", "belfry", sidekiq)
    node = divided(against_sidekiq, NODE_TIMES_SIDEKIQ)
    reference = runs.ratio("G1", "posts_per_second", "belfry", "reference")
    share = reference * 100 if reference is not None else None
    what = f"times BullMQ on Node (carried over from {sidekiq})"
    return [
        Check("G1", "floor", what, node, 2, False),
        Check("G1", "moonshot", what, node, 4, False),
        Check("G1", "floor", "of the C reference", share, 40, False, " %"),
        Check("G1", "moonshot", "of the C reference", share, 90, False, " %"),
    ]


def lateness(runs):
    p99 = runs.median("G2", "belfry", "p99_s")
    sidekiq = runs.median("G1", faster(runs, "sidekiq", "sidekiq tuned"), "posts_per_second")
    posts = runs.median("G2", "belfry", "posts")
    # In a burst the last post is as late as the whole burst takes.
    node = divided(posts, sidekiq and sidekiq * NODE_TIMES_SIDEKIQ)
    ratio = divided(p99, node)
    what = "p99 of a burst to that of BullMQ on Node (posts by its rate)"
    return [
        Check("G2", "floor", what, ratio, 0.5),
        Check("G2", "moonshot", what, ratio, 0.2),
        Check("G2", "moonshot", "p99 of a burst", p99, 0.5, unit=" s"),
        Check("G2", "floor", "first post after its time", runs.median("G2", "belfry", "first_s"),
              0, False, " s"),
    ]


def slow(runs):
    """As both publish at a steady pace here, the ratio of times is the inverse one of rates."""
    peers = [name for name in runs.contestants("G3") if name not in ("belfry", "reference")]
    default = max((name for name in peers if "tuned" not in name), default="",
                  key=lambda name: runs.median("G3", name, "posts_per_second"))
    inverse = runs.ratio("G3", "posts_per_second", default, "belfry")
    alone = runs.median("G3 all servers answer", "belfry", "posts_per_second")
    hung = runs.median("G3 one server hangs", "belfry", "posts_per_second")
    lost = 100 * (1 - hung / (alone * 19 / 20)) if hung and alone else None
    posts = runs.median("G3", "belfry", "posts")
    all_s = runs.median("G3", "belfry", "all_s")
    ten_thousand = all_s if posts == 10_000 else None
    what = f"time of {default or 'the best peer'}, default concurrency"
    return [
        Check("G3", "floor", what, inverse, 1 / 5, unit=" times"),
        Check("G3", "moonshot", what, inverse, 1 / 15, unit=" times"),
        Check("G3", "moonshot", "10,000 posts with 200 ms answers", ten_thousand, 3, unit=" s"),
        Check("G3", "floor", "lost by 19 servers when one hangs", lost, 5, unit=" %"),
    ]


def memory(runs):
    idle = runs.median("G4", "belfry", "idle_mb")
    load = max((runs.median(what, "belfry", "peak_mb") or 0 for what in ("G1", "G2")), default=0)
    a_job = deep(runs, lambda few, many: (many["memory_mb"] - few["memory_mb"]) * 1e6
                 / (many["waiting"] - few["waiting"]))
    return [
        Check("G4", "floor", "idle", idle, NODE_IDLE_MB / 3, unit=" MB"),
        Check("G4", "moonshot", "idle", idle, 12, unit=" MB"),
        Check("G4", "moonshot", "peak in a backlog and in a burst", load or None, 32, unit=" MB"),
        Check("G4", "moonshot", "a queued post", a_job, 1, unit=" bytes"),
    ]


def start(runs):
    median = runs.median("G5", "belfry", "median_s")
    many = runs.median("G5 many posts", "belfry", "median_s")
    killed = runs.median("G5 after kill -9", "belfry", "median_s")
    in_ms = [value * 1000 if value is not None else None for value in (median, many, killed)]
    return [
        Check("G5", "floor", "start to first post", in_ms[0], NODE_START_S * 500, unit=" ms"),
        Check("G5", "moonshot", "start to first post", in_ms[0], 25, unit=" ms"),
        Check("G5", "moonshot", "the same with the longest queue", in_ms[1], 50, unit=" ms"),
        Check("G5", "moonshot", "the same after kill -9 in a burst", in_ms[2], 150, unit=" ms"),
    ]


def deep(runs, figure):
    """A figure made of those with the shortest and with the longest queue of a round: its median
    over the rounds that have both."""
    rounds = {}
    for run in runs.all:
        if run["what"] == "G6":
            rounds.setdefault(run["round"], []).append(run["figures"])
    both = [sorted(found, key=lambda figures: figures["waiting"]) for found in rounds.values()]
    values = [figure(found[0], found[-1]) for found in both if len(found) > 1]
    return statistics.median(values) if values else None


def scaling(runs):
    kept = deep(runs, lambda few, many: many["posts_per_second"] / few["posts_per_second"])
    grown = deep(runs, lambda few, many: many["memory_mb"] - few["memory_mb"])
    what = "rate with the longest queue to that with the shortest"
    return [
        Check("G6", "floor", what, kept, 0.8, False),
        Check("G6", "moonshot", what, kept, 0.95, False),
        Check("G6", "moonshot", "memory more", grown, 4, unit=" MB"),
    ]


def control(runs):
    checks = []
    for state in (f"{state}, {rate}/s" for rate in ADDS_PER_SECOND
                  for state in ("idle", "draining")):
        what = f"G7 {state}"
        p50, p95, p99, lost = (runs.median(what, "belfry", figure)
                               for figure in ("p50_ms", "p95_ms", "p99_ms", "lost_after_kill"))
        checks += [
            Check("G7", "floor", f"an add, {state}, p95", p95, 300, unit=" ms"),
            Check("G7", "moonshot", f"an add, {state}, p50", p50, 0.5, unit=" ms"),
            Check("G7", "moonshot", f"an add, {state}, p99", p99, 5, unit=" ms"),
            Check("G7", "floor", f"adds that were acknowledged and lost, {state}", lost, 0),
        ]
    return checks


def cost(runs):
    sidekiq = faster(runs, "sidekiq", "sidekiq tuned")
    ratio = divided(runs.ratio("G1", "cpu_ms_per_post", "belfry", sidekiq), NODE_CPU_OF_SIDEKIQ)
    many = "idle, many posts"
    return [
        Check("G8", "floor", "CPU a post to that of BullMQ on Node (carried over)", ratio, 0.5),
        Check("G8", "moonshot", "CPU a post to that of BullMQ on Node (carried over)", ratio, 0.2),
        Check("G8", "floor", "wake-ups a second, with a long queue",
              runs.median(many, "belfry", "wakeups_per_second"), 1),
        Check("G8", "floor", "of a core, with a long queue",
              runs.median(many, "belfry", "cpu_percent"), 0.02, unit=" %"),
    ]


def pickup(runs):
    p50, p99 = (runs.median("G9", "belfry", figure) for figure in ("p50_ms", "p99_ms"))
    ratio = runs.ratio("G9", "p50_ms", "belfry", "sidekiq")
    return [
        Check("G9", "floor", "p50 of a pickup to that of sidekiq", ratio, 1),
        Check("G9", "moonshot", "p50 of a pickup", p50, 0.7, unit=" ms"),
        Check("G9", "moonshot", "p99 of a pickup", p99, 3, unit=" ms"),
    ]


def faults(runs):
    open_posts, doubles, lost, pressed, rate, clean = (
        runs.median("G10", "belfry", figure) for figure in
        ("not_final", "doubles", "lost", "inside_retry_after", "posts_per_second",
         "clean_posts_per_second"))
    return [
        Check("G10", "floor", "posts without a final state", open_posts, 0),
        Check("G10", "floor", "doubles", doubles, 0),
        Check("G10", "floor", "lost", lost, 0),
        Check("G10", "floor", "requests inside a Retry-After", pressed, 0),
        Check("G10", "moonshot", "of the clean rate", divided(rate, clean), 0.7, False),
    ]


def older_plans(runs):
    """Floors from before there was anything to measure, and figures of daily use."""
    rate = runs.median("G1", "belfry", "posts_per_second")
    files = [runs.median("files", "belfry", f"{name}_ms")
             for name in ("check", "plan", "reload", "reload_unchanged")]
    names = ("check", "plan", "reload", "reload, nothing changed")
    limits = (300, 300, 300, 50)
    slowest = max((runs.median(what, "belfry", "p95_ms") for what in runs.whats()
                   if what.startswith("G7")), default=None)
    return [
        Check("plan", "floor", "control API, p95 of an add at worst", slowest, 300, unit=" ms"),
        Check("plan", "floor", "posts a second", rate, 10, False),
        Check("plan", "floor", "posts a minute taken in bulk",
              runs.median("import", "belfry", "posts_a_minute"), 100, False),
        *(Check("plan", "aim", f"10,000 posts in 200 files: {name}", value, limit, unit=" ms")
          for name, value, limit in zip(names, files, limits)),
        Check("plan", "aim", "peak while a film is streamed",
              runs.median("film", "belfry", "peak_mb"), 64, unit=" MB"),
    ]
