"""What reviewers read while they screen, in Norwegian and English."""

from __future__ import annotations

from ettervern.files import Problem, ReviewError

WORDS: dict[str, dict[str, str]] = {
    "nb": {
        "title": "Vurder rapporten",
        "include": "Ta med",
        "exclude": "Ta ikke med",
        "unsure": "Usikker",
        "undo": "Angre",
        "next": "Neste",
        "previous": "Forrige",
        "note": "Merknad",
        "role": "Tas med som",
        "reason": "Grunn til ikke å ta med",
        "criteria": "Kriterier",
        "keep_if": "Ta med",
        "drop_if": "Ikke ta med",
        "no_abstract": "Sammendrag mangler.",
        "no_title": "Tittel mangler.",
        "votes": "Stemmene",
        "linked": "Hører sammen med",
        "marked": "Merk ord",
        "marked_line": "Understreket: {words}.",
        "marked_bold": "Uthevet: {words}.",
        "progress": "{decided} av {total} vurdert",
        "saved": "Lagret: {decision}.",
        "done": "Alle rapportene er vurdert.",
        "again": "Vurdert før: {decision}. En ny vurdering kommer i tillegg.",
        "set_aside": "En linje som ikke ble lagret ferdig sist, er lagt til side. Rapporten kommer opp på nytt.",
        "need_reason": "Velg en grunn først (1–{last}).",
        "closed": "Et nyere panel har tatt over. Bruk det.",
        "keys": "Taster: i ta med, e ta ikke med, u usikker, 1–9 grunn, n merknad, z angre, j neste, k forrige",
        "commands": (
            "i [rolle] ta med · e GRUNN ta ikke med · u usikker · n TEKST merknad · z angre · j neste · k forrige · "
            "c kriterier · q slutt"
        ),
        "prompt": "Valg: ",
        "unknown": "Forstår ikke «{text}».",
        "bye": "{decided} av {total} er vurdert. Alt er lagret.",
    },
    "en": {
        "title": "Judge the report",
        "include": "Include",
        "exclude": "Exclude",
        "unsure": "Unsure",
        "undo": "Undo",
        "next": "Next",
        "previous": "Previous",
        "note": "Note",
        "role": "Included as",
        "reason": "Reason to exclude",
        "criteria": "Criteria",
        "keep_if": "Include",
        "drop_if": "Exclude",
        "no_abstract": "No abstract.",
        "no_title": "No title.",
        "votes": "The votes",
        "linked": "Belongs with",
        "marked": "Mark words",
        "marked_line": "Underlined: {words}.",
        "marked_bold": "Bold: {words}.",
        "progress": "{decided} of {total} judged",
        "saved": "Saved: {decision}.",
        "done": "All reports have been judged.",
        "again": "Judged before: {decision}. A new judgement is added to it.",
        "set_aside": "A line that was not saved whole last time has been set aside. Its report comes up again.",
        "need_reason": "Choose a reason first (1–{last}).",
        "closed": "A newer panel has taken over. Use that one.",
        "keys": "Keys: i include, e exclude, u unsure, 1–9 reason, n note, z undo, j next, k previous",
        "commands": (
            "i [role] include · e REASON exclude · u unsure · n TEXT note · z undo · j next · k previous · "
            "c criteria · q quit"
        ),
        "prompt": "Choice: ",
        "unknown": "“{text}” is not understood.",
        "bye": "{decided} of {total} judged. Everything is saved.",
    },
}


def words(language: str) -> dict[str, str]:
    """Return the words of a language.

    Raises
    ------
    ReviewError
        A language that screening does not speak.
    """
    if language not in WORDS:
        raise ReviewError(Problem("", 0, "language", f"{language!r}; expected {' or '.join(WORDS)}"))
    return WORDS[language]
