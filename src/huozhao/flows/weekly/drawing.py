"""Charts as SVG: two lines over the days of a week, this one and the one before; drawn by hand, needing nothing."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM = 340, 130, 8, 20


def line_chart(now: Sequence[float | None], before: Sequence[float | None], days: Sequence[str], title: str) -> str:
    """Return a chart of two weeks; None leaves a gap."""
    known = [value for value in (*now, *before) if value is not None]
    top = max(known, default=0.0) or 1.0
    marks = "".join(f'<text x="{_x(n, len(days)):.0f}" y="{HEIGHT - 4}" text-anchor="middle">{escape(day)}</text>'
                    for n, day in enumerate(days))  # fmt: skip
    dots = "".join(f'<circle cx="{_x(n, len(now)):.1f}" cy="{_y(value, top):.1f}" r="2.5"/>'
                   for n, value in enumerate(now) if value is not None)  # fmt: skip
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f'<line class="base" x1="{LEFT}" y1="{HEIGHT - BOTTOM}" x2="{WIDTH - LEFT}" y2="{HEIGHT - BOTTOM}"/>'
        f'{_path(before, top, "before")}{_path(now, top, "now")}<g class="dots">{dots}</g>'
        f'<g class="marks">{marks}</g></svg>'
    )


def _path(values: Sequence[float | None], top: float, kind: str) -> str:
    parts, pen = [], "M"
    for n, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        parts.append(f"{pen}{_x(n, len(values)):.1f} {_y(value, top):.1f}")
        pen = "L"
    return f'<path class="{kind}" d="{" ".join(parts)}"/>' if parts else ""


def _x(place: int, count: int) -> float:
    return LEFT + 14 + place * (WIDTH - 2 * LEFT - 28) / max(1, count - 1)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - 8 - value / top * (HEIGHT - BOTTOM - 18)
