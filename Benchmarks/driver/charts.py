"""Bar charts as SVG, readable on light and on dark pages."""

from xml.sax.saxutils import escape

from driver.runs import short

WIDTH, LABELS, VALUES = 720, 150, 110
ROW, TOP = 26, 34

STYLE = """text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.bar { fill: #9aa4b2 }
.ours { fill: #2f6fde }
.limit { fill: #5f6b7a }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.bar { fill: #6e7681 }
.ours { fill: #58a6ff }
.limit { fill: #a0a8b3 }
}"""


def bars(title, values):
    """A chart of named values, in their order; each name has one bar.

    Belfry's bar and the physical limit's have colours of their own.
    """
    longest = max(values.values()) or 1
    space = WIDTH - LABELS - VALUES
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
             f'height="{TOP + ROW * len(values)}" role="img" aria-label="{escape(title)}">',
             f"<style>{STYLE}</style>",
             f'<text class="title" x="0" y="16">{escape(title)}</text>']
    for number, (name, value) in enumerate(values.items()):
        top = TOP + ROW * number
        kind = {"belfry": "ours", "reference": "limit"}.get(name, "bar")
        width = max(1, space * value / longest)
        lines += [
            f'<text x="{LABELS - 10}" y="{top + 14}" text-anchor="end">{escape(name)}</text>',
            f'<rect class="{kind}" x="{LABELS}" y="{top}" width="{width:.1f}" height="18"/>',
            f'<text x="{LABELS + width + 8:.1f}" y="{top + 14}">{short(float(value))}</text>']
    return "\n".join([*lines, "</svg>"]) + "\n"
