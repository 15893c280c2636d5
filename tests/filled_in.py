"""What the makers of a made-up review write where a new one has placeholders."""

from __future__ import annotations

import re

#: An outcome of their own for the one that a new review begins with.
NAMED = {"outcome_1": "relapse", '"event"': '"relapse"', '"no_event"': '"abstinent"', '["any"]': '["any_use"]'}


def filled_in(text: str, ending: str) -> str:
    """Return a file of a new review with words for its placeholders."""
    if ending != ".toml":
        return re.sub(r"^\[[^\[\]]+\]$", "made-up words", text, flags=re.M)
    for placeholder, word in NAMED.items():
        text = text.replace(placeholder, word)
    return re.sub(r'(?<=")\[[^"\[\]]+\](?=")', "made-up words", text)
