"""What a web site sets around a document."""

from __future__ import annotations

from extractor.reading.flow import Flow


def part_site(flow: Flow) -> None:
    """Move site clutter from ``flow.items`` to ``flow.furniture``."""
