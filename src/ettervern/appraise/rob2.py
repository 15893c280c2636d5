"""RoB 2 for trials that draw persons one by one, on the effect of being assigned to the intervention.

The judgements follow the algorithms of the guidance (version of 22 August 2019); a person may judge otherwise.

References
----------
Sterne JAC, Savović J, Page MJ et al (2019). RoB 2: a revised tool for assessing risk of bias in randomised trials.
BMJ 366:l4898. Higgins JPT, Savović J, Page MJ, Sterne JAC, eds (2019). Revised Cochrane risk-of-bias tool for
randomized trials (RoB 2), 22 August 2019.
"""

from __future__ import annotations

from ettervern.appraise.tool import ANSWERS, Answers, Domain, Question, Tool, no, not_no, not_yes, silent, yes

LOW, SOME, HIGH = "low", "some_concerns", "high"


def _randomisation(a: Answers) -> str:
    """A sequence that was not hidden weighs most; without information on that, differences at the start decide."""
    if no(a, "1.2") or (silent(a, "1.2") and yes(a, "1.3")):
        return HIGH
    return SOME if silent(a, "1.2") or no(a, "1.1") or yes(a, "1.3") else LOW


def _deviations(a: Answers) -> str:
    """What was done otherwise than planned, and how people were analysed: the worse of the two."""
    return max(_departures(a), _analysis(a), key=(LOW, SOME, HIGH).index)


def _departures(a: Answers) -> str:
    if no(a, "2.1", "2.2") or no(a, "2.3"):
        return LOW
    return HIGH if "2.5" in a and not yes(a, "2.5") else SOME


def _analysis(a: Answers) -> str:
    if yes(a, "2.6"):
        return LOW
    return SOME if no(a, "2.7") else HIGH


def _missing(a: Answers) -> str:
    if yes(a, "3.1") or yes(a, "3.2") or no(a, "3.3"):
        return LOW
    return SOME if no(a, "3.4") else HIGH


def _measurement(a: Answers) -> str:
    if yes(a, "4.1") or yes(a, "4.2") or not_no(a, "4.5"):
        return HIGH
    return SOME if silent(a, "4.2") or "4.5" in a else LOW


def _reported(a: Answers) -> str:
    if yes(a, "5.2") or yes(a, "5.3"):
        return HIGH
    return LOW if yes(a, "5.1") and no(a, "5.2", "5.3") else SOME


_KNOWN = ANSWERS[:-1]
TOOL = Tool(
    "rob2",
    (
        Domain("d1_randomisation", (Question("1.1"), Question("1.2"), Question("1.3")), _randomisation),
        Domain(
            "d2_deviations",
            (
                Question("2.1"),
                Question("2.2"),
                Question("2.3", lambda a: not_no(a, "2.1") or not_no(a, "2.2")),
                Question("2.4", lambda a: yes(a, "2.3")),
                Question("2.5", lambda a: not_no(a, "2.4")),
                Question("2.6"),
                Question("2.7", lambda a: not_yes(a, "2.6")),
            ),
            _deviations,
        ),
        Domain(
            "d3_missing_data",
            (
                Question("3.1"),
                Question("3.2", lambda a: not_yes(a, "3.1"), _KNOWN),
                Question("3.3", lambda a: no(a, "3.2")),
                Question("3.4", lambda a: not_no(a, "3.3")),
            ),
            _missing,
        ),
        Domain(
            "d4_measurement",
            (
                Question("4.1"),
                Question("4.2"),
                Question("4.3", lambda a: not_yes(a, "4.1") and not_yes(a, "4.2")),
                Question("4.4", lambda a: not_no(a, "4.3")),
                Question("4.5", lambda a: not_no(a, "4.4")),
            ),
            _measurement,
        ),
        Domain("d5_selective_reporting", (Question("5.1"), Question("5.2"), Question("5.3")), _reported),
    ),
)
