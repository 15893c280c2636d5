"""What the makers of a made-up review write where a new one has placeholders."""

from __future__ import annotations

import re

from ettervern.review import Review

#: An outcome of their own for the one that a new review begins with.
NAMED = {"outcome_1": "relapse", '"event"': '"relapse"', '"no_event"': '"abstinent"', '["any"]': '["any_use"]'}


def filled_in(text: str, ending: str) -> str:
    """Return a file of a new review with words for its placeholders."""
    if ending != ".toml":
        return re.sub(r"^\[[^\[\]]+\]$", "made-up words", text, flags=re.M)
    for placeholder, word in NAMED.items():
        text = text.replace(placeholder, word)
    return re.sub(r'(?<=")\[[^"\[\]]+\](?=")', "made-up words", text)


def fill_in(review: Review) -> Review:
    """Write what the makers of a review would where it and its book have placeholders; return it as it is then."""
    files = [review.folder / "review.toml", review.folder / "protocol.md", review.searches / "strategy.toml"]
    for path in [*files, *(review.root / "book").glob("*/*.md")]:
        path.write_text(filled_in(path.read_text("utf-8"), path.suffix), "utf-8")
    return Review.open(review.folder)
