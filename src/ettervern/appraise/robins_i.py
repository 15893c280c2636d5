"""ROBINS-I (2016) for studies that did not draw lots, on the effect of being assigned to the intervention.

This version has no official algorithm. The proposals follow the criteria that its guidance gives for each judgement
as far as answers can tell: no question says *how much*, so that no rule proposes a critical risk, nor a moderate one
where slight differences would have to be told from large ones. That is for the person.

References
----------
Sterne JAC, Hernán MA, Reeves BC et al (2016). ROBINS-I: a tool for assessing risk of bias in non-randomised studies
of interventions. BMJ 355:i4919. Sterne JAC, Higgins JPT, Elbers RG, Reeves BC (2016). Risk Of Bias In Non-randomized
Studies of Interventions (ROBINS-I): detailed guidance, 12 October 2016.
"""

from __future__ import annotations

from ettervern.appraise.tool import ANSWERS, Answers, Domain, Question, Tool, no, silent, yes

LOW, MODERATE, SERIOUS, UNKNOWN = "low", "moderate", "serious", "no_information"


def _over_time(a: Answers) -> bool:
    """Return whether people changed groups for reasons that tell of how they would fare."""
    return yes(a, "1.2", "1.3")


def _confounding(a: Answers) -> str:
    """Moderate at best where there is confounding: what is adjusted for is never the same as a draw."""
    if no(a, "1.1"):
        return LOW
    controlled, measured = ("1.7", "1.8") if _over_time(a) else ("1.4", "1.5")
    if no(a, controlled) or no(a, measured) or yes(a, "1.6"):
        return SERIOUS
    return MODERATE if yes(a, controlled, measured) else UNKNOWN


def _selection(a: Answers) -> str:
    if "2.5" in a:
        return MODERATE if yes(a, "2.5") else SERIOUS
    return UNKNOWN if silent(a, "2.1", "2.2", "2.3", "2.4") else LOW


def _classification(a: Answers) -> str:
    if no(a, "3.1") or yes(a, "3.3"):
        return SERIOUS
    if silent(a, "3.1", "3.2", "3.3"):
        return UNKNOWN
    return MODERATE if no(a, "3.2") else LOW


def _deviations(a: Answers) -> str:
    if no(a, "4.1"):
        return LOW
    if silent(a, "4.1", "4.2"):
        return UNKNOWN
    return SERIOUS if yes(a, "4.2") else MODERATE


def _lacking(a: Answers) -> bool:
    """Return whether people or figures are missing."""
    return no(a, "5.1") or yes(a, "5.2") or yes(a, "5.3")


def _missing(a: Answers) -> str:
    if yes(a, "5.4") or yes(a, "5.5"):
        return LOW
    if _lacking(a):
        return SERIOUS if no(a, "5.4") else UNKNOWN
    return UNKNOWN if silent(a, "5.1", "5.2", "5.3") else LOW


def _measurement(a: Answers) -> str:
    if no(a, "6.3") or yes(a, "6.4") or yes(a, "6.1", "6.2"):
        return SERIOUS
    untouched = no(a, "6.1") or no(a, "6.2")
    return LOW if untouched and not silent(a, "6.3", "6.4") else UNKNOWN


def _reported(a: Answers) -> str:
    """Low asks for clear evidence, as a plan from before: three plain noes, none of them "probably"."""
    if yes(a, "7.1") or yes(a, "7.2") or yes(a, "7.3"):
        return SERIOUS
    if silent(a, "7.1", "7.2", "7.3"):
        return UNKNOWN
    return LOW if all(a[question] == "N" for question in ("7.1", "7.2", "7.3")) else MODERATE


_KNOWN = ANSWERS[:-1]
_PLAIN = (Question("3.1"), Question("3.2"), Question("3.3"))
TOOL = Tool(
    "robins_i",
    (
        Domain(
            "d1_randomisation",
            (
                Question("1.1", answers=_KNOWN),
                Question("1.2", lambda a: yes(a, "1.1")),
                Question("1.3", lambda a: yes(a, "1.2")),
                Question("1.4", lambda a: yes(a, "1.1") and not _over_time(a)),
                Question("1.5", lambda a: yes(a, "1.4")),
                Question("1.6", lambda a: "1.4" in a),
                Question("1.7", _over_time),
                Question("1.8", lambda a: yes(a, "1.7")),
            ),
            _confounding,
        ),
        Domain(
            "d6_selection",
            (
                Question("2.1"),
                Question("2.2", lambda a: yes(a, "2.1")),
                Question("2.3", lambda a: yes(a, "2.2")),
                Question("2.4"),
                Question("2.5", lambda a: yes(a, "2.2", "2.3") or no(a, "2.4")),
            ),
            _selection,
        ),
        Domain("d7_classification", _PLAIN, _classification),
        Domain("d2_deviations", (Question("4.1"), Question("4.2", lambda a: yes(a, "4.1"))), _deviations),
        Domain(
            "d3_missing_data",
            (
                Question("5.1"),
                Question("5.2"),
                Question("5.3"),
                Question("5.4", _lacking),
                Question("5.5", _lacking),
            ),
            _missing,
        ),
        Domain(
            "d4_measurement",
            (Question("6.1"), Question("6.2"), Question("6.3"), Question("6.4")),
            _measurement,
        ),
        Domain("d5_selective_reporting", (Question("7.1"), Question("7.2"), Question("7.3")), _reported),
    ),
)
