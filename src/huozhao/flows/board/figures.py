"""How figures are written for people, in sentences, tables and reports."""

from huozhao.operations.metrics import Unit


def figure(value: float | None, unit: Unit) -> str:
    """Return a figure with its unit as people read it; a dash where it is undefined."""
    if value is None:
        return "–"
    match unit:
        case "ratio":
            return f"{value:.2%}" if abs(value) < 0.1 else f"{value:.1%}"
        case "fen":
            return f"¥{value / 100:,.2f}"
        case "minutes":
            return f"{value:.0f} min" if value < 600 else f"{value / 60:.1f} h"
        case "times":
            return f"{value:.2f}×"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
