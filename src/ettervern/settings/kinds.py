"""What ``review.toml`` is written in: the words, numbers and texts that a setting may hold."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from ettervern.settings.reader import Check, Texts

Language = Literal["nb", "en", "nn"]
#: Languages that a book may be in.
BOOKS: tuple[str, ...] = get_args(Language)
#: Languages that results are written in; a book in another shows them in the review's first language.
LANGUAGES: tuple[str, ...] = ("nb", "en")
#: Measures that go all the way, from figures to words; ``settings/effect_measures.py`` says what each one is.
MeasureName = Literal["OR", "RR", "RD", "PETO", "MD", "SMD", "HR", "IRR", "GEN"]
#: Effects as papers print them; a leading ``a`` is "adjusted".
Printed = Literal[
    "OR", "aOR", "RR", "aRR", "RD", "aRD", "PETO", "MD", "aMD", "SMD", "aSMD", "g", "d", "HR", "aHR", "IRR", "aIRR",
    "GEN",
]  # fmt: skip
#: Other ways to pool the same trials: as another measure, or without a correction for zero cells.
Way = Literal["OR", "RR", "RD", "PETO", "SMD", "MD", "MH", "GLMM"]
#: How a standardised difference becomes a log odds ratio and back.
Conversion = Literal["cox", "hasselblad-hedges"]
Method = Literal["FE", "DL", "HE", "REML", "ML", "PM"]
Interval = Literal["wald", "hk", "hk-conservative"]
Zero = Literal["only0", "all", "none"]
Favours = Literal["low", "high"]
Design = Literal[
    "rct", "quasi_experimental", "cohort_controlled", "cohort_single", "registry", "systematic_review",
    "meta_analysis", "qualitative", "unclear",
]  # fmt: skip
Directness = Literal["direct", "indirect_population", "indirect_intervention", "indirect_timing"]
Unit = Literal["persons", "person_years", "person_months", "person_days", "urine_samples"]
AgeGroup = Literal["adults", "young_adults", "adolescents", "older_adults", "mixed"]
RateKind = Literal["rate", "percentage", "trials", "own"]

#: Language -> what readers see.
Label = Annotated[dict[str, str], Texts()]
MaybeLabel = Annotated[dict[str, str], Texts(empty=True)]
Text = Annotated[str, Check(lambda text: bool(text.strip()), "a text that is not empty")]
Id = Annotated[str, Check(lambda text: re.fullmatch(r"[A-Za-z0-9][\w.-]*", text, re.A) is not None, "an id")]
Full = Check(lambda items: len(items) > 0 and len(set(items)) == len(items), "a list of at least one, none twice")
Months = Annotated[float, Check(lambda months: 0 <= months <= 1200, "a number of months, 0 to 1200")]
Share = Annotated[float, Check(lambda share: 0 < share < 1, "a number above 0 and below 1")]
Percent = Annotated[float, Check(lambda percent: 0 < percent < 100, "a number of percent above 0 and below 100")]
Size = Annotated[float, Check(lambda size: 0 < size < 1e9, "a number above 0")]
#: Figures, tables and sentences call every interval by this level.
Level = Annotated[float, Check(lambda level: level == 0.95, "0.95, the level that every text of the book names")]
MAIL = re.compile(r"[^\s@<>()\",;:]+@[^\s@<>()\",;:]+\.[^\s@<>()\",;:.]+")
Contact = Annotated[str, Check(lambda text: not text or MAIL.fullmatch(text) is not None, "an e-mail address or “”")]
Address = Annotated[
    str,
    Check(lambda text: not text or re.fullmatch(r"https?://[^\s<>\"]+", text) is not None, "an https address or “”"),
]
#: Letters, digits, blanks, hyphens and the like; ``*`` only at the beginning or the end of a word.
_MARKED = re.compile(r"\*?[\w'’&/.-]+\*?(?: \*?[\w'’&/.-]+\*?)*")
Version = Annotated[str, Check(lambda text: bool(text.strip()), "a version in quotes, as “1.0”")]
Marked = Annotated[
    str,
    Check(
        lambda word: _MARKED.fullmatch(word) is not None,
        "letters, digits, blanks and hyphens, and * only where a word begins or ends",
    ),
]
