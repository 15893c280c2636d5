"""A small review, a made-up clock, and each source against a server on this machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from ettervern.review import Review
from ettervern.search.fetch import Fetcher
from tests.small_settings import small_settings


@dataclass
class Clock:
    """Time that passes only where somebody sleeps."""

    time: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fetch(clock: Clock) -> Fetcher:
    """Return what makes requests: to this machine only, without waiting."""
    client = httpx.Client(timeout=5.0, trust_env=False)
    day = datetime(2026, 11, 21, 12, tzinfo=UTC)
    return Fetcher("test", 0.5, "reviewer@example.org", client, clock.now, clock.sleep, lambda: day)


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Return a review folder that has a place for searches and nothing else."""
    folder = tmp_path / "reviews" / "small"
    (folder / "searches").mkdir(parents=True)
    return Review(folder, small_settings())
