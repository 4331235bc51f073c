"""The figures of a run as a part of docs/performance.md, with charts beside it."""

import os

from driver import charts
from driver.goals import RATIOS, ratios
from driver.ours import ADDS_PER_SECOND
from driver.runs import short

BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"

# What is measured, which figure of it, the chart's title and file.
CHARTS = [
    ("G1", "posts_per_second", "Posts a second from a backlog (more is better)", "throughput"),
    ("G2", "p99_s", "Burst: seconds after its time until 99 % are out (less is better)", "burst"),
    ("G3", "posts_per_second", "Posts a second when answers take 200 ms (more is better)", "slow"),
    ("G1", "cpu_ms_per_post", "Milliseconds of processor time a post (less is better)", "cpu"),
    ("G4", "idle_mb", "Idle memory, PSS in MB (less is better)", "memory"),
    ("G5", "median_s", "Seconds from a cold start to the first post (less is better)", "start"),
    ("G9", "p50_ms", "Pickup: milliseconds from adding to arrival, p50 (less is better)", "pickup"),
]

# The figures of each measurement in the tables.
TITLES = {
    "G1": "G1, G8: a backlog", "G2": "G2: a burst", "G3": "G3: answers take 200 ms",
    "G3 all servers answer": "G3: all of 20 servers answer, fewer accounts",
    "G3 one server hangs": "G3: one of 20 servers hangs", "G4": "G4: idle",
    "G5": "G5: cold start", "G5 many posts": "G5: cold start, longest queue",
    "G5 after kill -9": "G5: start after kill -9 in a burst", "G6": "G6: length of the queue",
    **{f"G7 {state}, {rate}/s": f"G7: {rate} adds a second, {words}"
       for rate in ADDS_PER_SECOND for state, words in (
           ("idle", "otherwise idle"), ("draining", "while a backlog drains"))},
    "idle, many posts": "G8: idle with the longest queue", "G9": "G9: pickup",
    "G10": "G10: a network with faults, and two kills", "import": "CSV import",
    "files": "Many files", "film": "A film",
}


def write(path, document, runs, checks):
    """Puts the figures between the marks of the page, or makes a page of them alone."""
    folder = f"{os.path.dirname(os.path.abspath(path))}/images"
    os.makedirs(folder, exist_ok=True)
    parts = [head(document), goals(checks), compared(runs), pictures(runs, folder), tables(runs),
             remarks(document)]
    text = "\n".join([BEGIN, *(line for part in parts for line in part), END])
    page = BEGIN + END
    if os.path.exists(path):
        with open(path) as file:
            page = file.read()
    before, rest = page.split(BEGIN, 1) if BEGIN in page else ("", END)
    after = rest.split(END, 1)[1] if END in rest else "\n"
    with open(path, "w") as file:
        file.write(before + text + (after or "\n"))


def head(document):
    disk = ", 2 ms added to each sync" if document["slow_disk"] else ""
    size = "a quick run" if document["quick"] else "a whole run"
    lines = [f"{document['at'][:10]}, commit {document['commit']}, {size}{disk}; "
             f"{document['machine']}.", ""]
    for name, about in document["contestants"].items():
        lines.append(f"- **{name}**: {about}")
    return lines + [""]


def goals(checks):
    lines = ["| | goal | kind | figure | wanted | |", "|---|---|---|---|---|---|"]
    for check in checks:
        mark = {"PASS": "✓", "MISS": "✗"}.get(check.word, "–")
        lines.append(f"| {mark} | {check.goal} | {check.kind} | {check.what} | "
                     f"{check.limit_text} | {check.value_text} |")
    return lines + [""]


def compared(runs):
    names = [name for _, _, name in RATIOS]
    lines = ["Belfry's figures divided by the others', medians of the rounds:", "",
             "| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for other, found in ratios(runs).items():
        cells = [f"{short(found[name])}" if name in found else "" for name in names]
        lines.append(f"| {other} | " + " | ".join(cells) + " |")
    return lines + [""]


def pictures(runs, folder):
    lines = []
    for what, figure, title, name in CHARTS:
        values = {one: runs.median(what, one, figure) for one in runs.contestants(what)}
        if not values:
            continue
        with open(f"{folder}/bench-{name}.svg", "w") as file:
            file.write(charts.bars(title, values))
        lines += [f"![{title}](images/bench-{name}.svg)", ""]
    return lines


def tables(runs):
    lines = []
    for what in (name for name in TITLES if name in runs.whats()):
        mine = [run for run in runs.all if run["what"] == what]
        figures = list(mine[0]["figures"])
        lines += [f"### {TITLES[what]}", "",
                  "| | " + " | ".join(name.replace("_", " ") for name in figures)
                  + " | fsync ms | libcurl/s | foreign CPU |",
                  "|---" * (len(figures) + 4) + "|"]
        for run in mine:
            probes = run["probes"]
            mark = " (disturbed)" if run["is_disturbed"] else ""
            lines.append(f"| {run['contestant']} | " + " | ".join(
                short(run["figures"][figure]) for figure in figures)
                + f" | {short(probes['fsync_ms'])} | {short(probes['requests_per_second'])} | "
                f"{run['foreign_cores']:.2f}{mark} |")
        lines.append("")
    return lines


def remarks(document):
    troubles = [f"- {trouble['what']}, {trouble['contestant']}, not measured: {trouble['why']}"
                for trouble in document["troubles"]]
    return [*troubles, ""] if troubles else []
