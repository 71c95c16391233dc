"""A row of the bench, and how rows are printed."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One promise about speed. Times in microseconds."""

    name: str
    ours: tuple[float, float]  # p50, p99
    limit_name: str
    limit: tuple[float, float]
    ratio: float
    at_most: float  # the target for the ratio
    note: str = ""

    @property
    def kept(self) -> bool:
        """True when the target is met."""
        return self.ratio <= self.at_most


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def p50_p99(values: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile."""
    return statistics.median(values), percentile(values, 0.99)


def shown(rows: Sequence[Row]) -> str:
    """Return the table: name, ours, the limit, the ratio, its target."""
    head = ("what", "p50 us", "p99 us", "against", "p50 us", "p99 us", "ratio", "target")
    lines: list[tuple[str, ...]] = [head]
    for row in rows:
        ours, limit = ([f"{value:.0f}" for value in pair] for pair in (row.ours, row.limit))
        target = f"<= {row.at_most:.2f} {'ok' if row.kept else 'MISSED'}"
        lines.append((row.name, *ours, row.limit_name, *limit, f"{row.ratio:.2f}", target))
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([text[0], "-" * sum([*widths, 2 * len(widths) - 2]), *text[1:], *notes(rows)])


def notes(rows: Sequence[Row]) -> list[str]:
    """Return what has to be said about rows."""
    return [f"{row.name}: {row.note}" for row in rows if row.note]
