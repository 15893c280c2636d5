"""Ways to build a small study, and what each can't tell, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ettervern.catalogue import LANGUAGES, gettext
from ettervern.local.own_texts import own_text

#: From what tells most of an effect to what tells nothing of it.
DESIGNS = ("randomised", "waiting_list", "matched", "before_after", "single")
#: What is said of each: its name, how it is done, what can fool you, what to do about it.
PARTS = ("name", "how", "bias", "advice")


def design_text(own: Mapping[str, Any], design: str, part: str, language: str) -> str:
    """Return one part of what is said of a design, in the review's own words where it has some."""
    return own_text(own, f"designs.{design}.{part}", language, gettext(f"design.{design}.{part}", language))


def design_table(own: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return the designs compared: ``design``, then each of ``PARTS`` in every language, ``name_nb``, ``name_en`` ...

    Parameters
    ----------
    own : mapping, optional
        What the review says of its own, ``own_study.toml``.
    """
    columns = {f"{part}_{language}": (part, language) for part in PARTS for language in LANGUAGES}
    return pd.DataFrame(
        {"design": design, **{name: design_text(own or {}, design, *place) for name, place in columns.items()}}
        for design in DESIGNS
    )
