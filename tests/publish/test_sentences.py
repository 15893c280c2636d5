"""The words that go with a result follow its numbers, and each result has its word on certainty."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ettervern.publish.results import Results
from ettervern.publish.site.html import in_language
from ettervern.publish.words.lookup import UnknownNumber
from ettervern.publish.words.prose import told
from ettervern.publish.words.sentences import SENTENCES, sentence
from ettervern.review import Review
from tests.publish import made_up


def with_numbers(home: Path, **numbers: float) -> Results:
    """Return the made-up results with other numbers for relapse."""
    review: Review = made_up.write_review(home)
    pooled = pd.read_csv(review.results / "pooled.csv").set_index("analysis", drop=False)
    for column, value in numbers.items():
        pooled.loc["relapse-main", column] = value
    pooled.to_csv(review.results / "pooled.csv", index=False)
    return Results.read(review)


@pytest.mark.parametrize(
    ("estimate", "low", "high", "found"),
    [
        (0.5, 0.3, 0.8, "færre fikk tilbakefall"),
        (1.5, 1.1, 2.0, "flere fikk tilbakefall"),
        (0.9, 0.7, 1.1, "ikke sikkert"),
        (0.9, 0.7, 1.0, "ikke sikkert"),
    ],
)
def test_the_direction_follows_the_interval(
    tmp_path: Path, estimate: float, low: float, high: float, found: str
) -> None:
    results = with_numbers(tmp_path, estimate=estimate, ci_low=low, ci_high=high)
    assert found in sentence(results, "relapse-main.direction", "nb")


def test_more_in_work_is_never_told_as_more_relapse(tmp_path: Path) -> None:
    said = sentence(made_up.results(tmp_path), "employment-main.direction", "en")
    assert "more people were in work" in said and "relapse" not in said


@pytest.mark.parametrize(
    ("low", "high", "found"), [(0.2, 1.4, "begge sider av 1"), (0.2, 0.9, "bare på den ene siden")]
)
def test_the_prediction_interval_is_told_in_words(tmp_path: Path, low: float, high: float, found: str) -> None:
    said = sentence(with_numbers(tmp_path, pi_low=low, pi_high=high), "relapse-main.prediction", "nb")
    assert found in said and "0,20" in said


def test_a_wide_interval_is_called_wide(tmp_path: Path) -> None:
    results = made_up.results(tmp_path)
    assert "bredt" in sentence(results, "employment-main.width", "nb")
    assert "under 1" in sentence(results, "relapse-main.width", "nb")


def test_what_was_not_computed_is_said_to_be_unknown(tmp_path: Path) -> None:
    results = with_numbers(
        tmp_path, ci_low=float("nan"), ci_high=float("nan"), pi_low=float("nan"), pi_high=float("nan")
    )
    for kind in ("direction", "prediction", "width"):
        said = sentence(results, f"relapse-main.{kind}", "en")
        assert "not" in said and "nan" not in said


def test_a_result_that_nobody_has_judged_is_said_to_be_unjudged(tmp_path: Path) -> None:
    results = made_up.results(tmp_path)
    assert sentence(results, "relapse-main.certainty", "nb") == "Tillit til resultatet: ikke vurdert ennå"
    assert sentence(results, "relapse-main.certainty", "en") == "Certainty of the evidence: not yet assessed"


def test_a_proposed_judgement_is_said_to_be_one_and_a_signed_one_names_who(tmp_path: Path) -> None:
    review = made_up.write_review(tmp_path)
    made_up.write_appraisal(review)
    proposed = sentence(Results.read(review), "relapse-main.certainty", "nb")
    assert proposed == "Tillit til resultatet: lav (forslag fra programvare, ikke bekreftet av en person)"
    assert "Ingen person har bekreftet" in sentence(Results.read(review), "grade", "nb")
    made_up.write_appraisal(review, "signed")
    signed = sentence(Results.read(review), "relapse-main.certainty", "nb").replace("\u00a0", " ")
    assert "Kari Prøve, 22. november 2026" in signed
    assert "Ingen person" not in sentence(Results.read(review), "grade", "nb")


def test_the_sentence_of_the_appraisal_is_shown_once_there_is_one(tmp_path: Path) -> None:
    review = made_up.write_review(tmp_path)
    assert "færre fikk tilbakefall" in sentence(Results.read(review), "relapse-main.statement", "nb")
    assert "ikke regnet ut ennå" in sentence(Results.read(review), "relapse-main.absolute", "nb")
    made_up.write_appraisal(review)
    assert sentence(Results.read(review), "relapse-main.statement", "nb") == "Said nb."
    assert sentence(Results.read(review), "relapse-main.absolute", "en") == "People en."


def test_young_adults_are_said_to_be_missing_only_while_they_are(tmp_path: Path) -> None:
    assert "ingen studie av unge voksne" in sentence(made_up.results(tmp_path / "a"), "young-adults", "nb")
    review = made_up.write_review(tmp_path / "b")
    contrasts = pd.read_csv(review.results / "contrasts.csv")
    contrasts.loc[0, "age_group"] = "young_adults"
    contrasts.to_csv(review.results / "contrasts.csv", index=False)
    assert "ingen" not in sentence(Results.read(review), "young-adults", "nb")


def test_every_sentence_exists_in_both_languages_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    results = made_up.results(tmp_path)
    for kind in SENTENCES:
        assert sentence(results, f"relapse-main.{kind}", "nb") != sentence(results, f"relapse-main.{kind}", "en")
    with pytest.raises(UnknownNumber):
        sentence(results, "relapse-main.nothing", "nb")


@pytest.mark.parametrize(("english", "shown"), [(made_up.HOSTILE, "Norsk."), ("Older words.", made_up.HOSTILE)])
def test_a_norwegian_text_made_from_other_words_gives_way_to_the_english(
    tmp_path: Path, english: str, shown: str
) -> None:
    review = made_up.write_review(tmp_path)
    made_up.write_more(review)
    column = "what_it_says_own_words"
    row = {"table": "guidance", "id": "g1", "column": column, "english": english, "text": "Norsk."}
    pd.DataFrame([row]).to_csv(review.folder / "texts" / "nb.csv", index=False)
    cell = told(Results.read(review), "guidance", "g1", column, made_up.HOSTILE, "nb")
    assert cell == (shown if shown == "Norsk." else in_language(shown, "en"))
