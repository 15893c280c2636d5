"""The data that the book offers: which files, what they hold, and the copies beside the pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from ettervern.files import write_whole
from ettervern.numbers import decimal
from ettervern.publish.html import Cell, Column, local_link, table
from ettervern.publish.language import word
from ettervern.publish.results import Results
from ettervern.review import LANGUAGES, Review

#: Name of a file -> what it holds (Norwegian, English). A file without words here is offered too, under its name.
CONTENT: dict[str, tuple[str, str]] = {
    "pooled.csv": ("Samlede svar", "Pooled results"),
    "contrasts.csv": ("Studiene i de samlede svarene, en rad hver", "The pooled studies, a row each"),
    "choice.csv": ("Hvert tall, og hvorfor det er med eller ikke", "Every figure, and why it is pooled or not"),
    "screening.csv": ("Hvilke rapporter som er med, og hvorfor", "Which reports are kept, and why"),
    "agreement.csv": ("Enighet mellom vurderingene", "Agreement between the votes"),
    "flow.csv": ("Tallene i flytskjemaet", "The numbers of the flow diagram"),
    "flow_update.csv": (
        "Tallene i flytskjemaet for en oppdatering (tom i første versjon)",
        "The numbers of the flow diagram of an update (empty in a first version)",
    ),
    "effect_reports.csv": ("Hva som er hentet ut av hver effektrapport", "What was extracted from each effect report"),
    "studies.csv": ("Studiene", "The studies"),
    "reports.csv": ("Rapportene etter at doble treff er fjernet", "The reports after removal of duplicates"),
    "duplicates.csv": ("Hvert treff og hvilken rapport det hører til", "Every record and its report"),
    "outcomes.csv": ("Tall hentet ut av studiene", "Figures extracted from the studies"),
    "percentages.csv": (
        "Prosenter uten antall, til en følsomhetsanalyse",
        "Percentages without counts, for a sensitivity analysis",
    ),
    "resolutions.csv": (
        "Hva som ble valgt der uthentingene er ulike",
        "What was chosen where the extractions differ",
    ),
    "accepted_warnings.csv": ("Varsler som en person har godtatt", "Warnings that a person has accepted"),
    "filled.csv": (
        "Tenkte studier, beregnet med trim-and-fill",
        "Imagined studies, computed by trim and fill",
    ),
    "references.bib": ("Referanser (BibTeX)", "References (BibTeX)"),
    "findings_in_words.csv": ("Funn i ord", "Findings in words"),
    "risk_of_bias.csv": ("Risiko for skjevhet", "Risk of bias"),
    "base_rates.csv": ("Tall fra vanlig praksis i Norden", "Nordic base rates"),
    "experiences.csv": ("Erfaringer", "Experiences"),
    "guidance.csv": ("Hva norske rapporter og planer sier", "What Norwegian reports and plans say"),
    "journey.csv": ("Trinnene i brukerreisen", "The steps of the service journey"),
    "local_pilot.csv": (
        "Tall fra to tjenester på Jæren, uten sammenlikning",
        "Counts of two services in Jæren, without comparison",
    ),
    "local_power.csv": ("Hva en egen studie kan vise, etter størrelse", "What a study of one's own can show, by size"),
    "local_designs.csv": ("Måter å gjøre en egen studie på", "Ways to do a study of one's own"),
    "trial_families.csv": ("Rapporter som hører til samme studie", "Reports of the same trial"),
    "extraction_1.csv": ("Første uthenting, slik den ble gjort", "First extraction as made"),
    "extraction_2.csv": ("Andre uthenting, slik den ble gjort", "Second extraction as made"),
    "review.toml": ("Regler og valg", "Rules and choices"),
    "protocol.md": ("Protokollen", "The protocol"),
    "absolute.csv": ("Antall personer av 1000", "People of 1000"),
    "certainty.csv": (
        "Tillit til resultatene, forslag med grunner",
        "Certainty of the results, proposals with reasons",
    ),
    "statements.csv": ("Resultatene i setninger", "The results in sentences"),
    "summary.csv": ("Oppsummering av resultatene", "Summary of findings"),
    "bias.csv": ("Risiko for skjevhet i hver studie", "Risk of bias of each study"),
    "bias_summary.csv": ("Risiko for skjevhet i de samlede svarene", "Risk of bias of the pooled results"),
    "subgroups.csv": ("Svar for deler av studiene", "Subgroups"),
    "leave_one_out.csv": ("Svaret uten hver av studiene", "Leave-one-out"),
    "cumulative.csv": ("Svaret etter hvert som studiene kom", "Cumulative results"),
    "influence.csv": ("Hvor mye hver studie betyr for svaret", "Influence of each study"),
    "meta_regression.csv": ("Metaregresjon", "Meta-regression"),
    "small_study.csv": ("Tester av små studier", "Small-study tests"),
    "words.csv": ("Studier i ord i følsomhetsanalysene", "Studies in words in the sensitivity analyses"),
    "full_text.csv": ("Status for fulltekster", "Status of full texts"),
    "review.csv": ("Par av treff der vi er i tvil om de er like", "Pairs of records that may be the same"),
    "links.csv": ("Rapporter som hører sammen", "Reports that belong together"),
    "identified_later.csv": ("Studier sett etter at listene var lukket", "Studies seen after the lists were closed"),
}


def data_files(review: Review) -> dict[str, Path]:
    """Return the files offered: path under ``data/`` -> where it lies."""
    result = {f"results/{path.name}": path for path in sorted(review.results.glob("*.csv"))}
    result |= {f"extraction/{path.name}": path for path in sorted(review.extraction.glob("*.csv"))}
    others = (review.folder / "review.toml", review.folder / "protocol.md", review.results / "references.bib")
    return result | {path.name: path for path in others if path.is_file()}


def copy_data(review: Review, out: Path) -> int:
    """Copy the offered files to ``out/data`` and take away what is offered no more; return how many changed."""
    files = data_files(review)
    folder = out / "data"
    changed = sum(write_whole(folder / name, path.read_bytes()) for name, path in files.items())
    for old in sorted(folder.rglob("*"), reverse=True):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
        elif old.is_dir() and not any(old.iterdir()):
            shutil.rmtree(old)
    return changed


def downloads(results: Results, folder: str, language: str) -> str:
    """Return the list of files of a folder (``results``, ``extraction`` or ``review``) with links."""
    rows: list[list[Cell]] = []
    for name, path in data_files(results.review).items():
        where = name.rpartition("/")[0] or "review"
        if where == folder:
            content = CONTENT.get(path.name, ("", ""))[LANGUAGES.index(language)]
            rows.append([local_link(f"../data/{name}", path.name), content, _extent(path, language)])
    keys = ("file", "content", "size")
    columns = [Column(word(key, language), key == "size") for key in keys]
    caption = {
        "results": {"nb": "Resultater", "en": "Results"},
        "extraction": {"nb": "Uthentede data", "en": "Extracted data"},
        "review": {"nb": "Regler og referanser", "en": "Rules and references"},
    }[folder][language]
    return table(caption, columns, rows)


def _extent(path: Path, language: str) -> str:
    """Return how large a file is: rows of a table, else kilobytes."""
    if path.suffix == ".csv":
        count = len(pd.read_csv(path, dtype=str, keep_default_na=False))
        return f"{count} {'rader' if language == 'nb' else 'rows'}"
    return f"{decimal(path.stat().st_size / 1000, 1, language)} kB"
