"""Letters are kept: what is not UTF-8 is read in the encoding that fits it, and that is said."""

from __future__ import annotations

import pytest

from ettervern.records.encoding import decode
from tests.records.conftest import Read, columns

NORWEGIAN = ["Oppfølging på Sørlandet", "Ødegård, Åse", "Å være rusfri i fem år", "Kjærlighet i Østfold"]
WESTERN = ["Étude de la réinsertion à Genève", "Rückfälle: eine größere Studie", "Núñez, José", "¿Qué funciona?"]
CHINESE = ["戒毒康复治疗后的随访研究", "社区矫正对戒毒人员的影响", "王, 伟", "中国药物依赖性杂志"]
TAIWANESE = ["戒毒康復治療後的追蹤研究", "社區矯正對戒毒人員的影響", "臺灣公共衛生雜誌"]
JAPANESE = ["薬物依存症の回復支援について", "アルコール依存症者の断酒", "山田, 太郎"]
RUSSIAN = ["Реабилитация больных наркоманией", "Иванов, Иван", "Вопросы наркологии"]
WAYS = [
    *[(name, lines) for name in ("cp1252", "mac_roman", "cp850") for lines in (NORWEGIAN, WESTERN)],
    *[("cp865", NORWEGIAN), ("gb18030", CHINESE), ("big5", TAIWANESE), ("shift_jis", JAPANESE)],
    *[("cp1251", RUSSIAN), ("koi8_r", RUSSIAN)],
]


def ris(lines: list[str]) -> str:
    """Return a record a line, with much that is ASCII around it."""
    abstract = "AB  - We followed people after treatment for a year; most had work and a place to live.\n"
    return "".join(f"TY  - JOUR\nTI  - {line}\n{abstract}PY  - 2019\nER  - \n" for line in lines)


@pytest.mark.parametrize(("encoding", "lines"), WAYS)
def test_letters_are_kept_and_the_encoding_is_said_once(read: Read, encoding: str, lines: list[str]) -> None:
    reading = read(ris(lines).encode(encoding))
    assert columns(reading, "title") == [(line,) for line in lines]
    assert [(problem.row, problem.severity) for problem in reading.problems] == [(2, "warning")]
    assert "not UTF-8; read as" in reading.problems[0].message


@pytest.mark.parametrize("line", NORWEGIAN)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_norwegian_is_read_right_from_a_single_line(read: Read, encoding: str, line: str) -> None:
    assert columns(read(ris([line]).encode(encoding)), "title") == [(line,)]


@pytest.mark.parametrize("lines", [NORWEGIAN, CHINESE, RUSSIAN, JAPANESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_needs_no_word_in_any_script(read: Read, encoding: str, lines: list[str]) -> None:
    reading = read(ris(lines).encode(encoding))
    assert columns(reading, "title") == [(line,) for line in lines]
    assert reading.problems == []


def test_lines_of_another_encoding_in_a_utf_8_file_spoil_no_other(read: Read) -> None:
    whole, other = ris(NORWEGIAN[:3]).encode(), ris(NORWEGIAN[3:]).encode("mac_roman")
    reading = read(whole + other)
    assert columns(reading, "title") == [(line,) for line in NORWEGIAN]
    assert "1 of 21 lines are not UTF-8 and were read as Mac Roman" in reading.problems[0].message
    assert reading.problems[0].row == 17


def test_chinese_that_is_valid_utf_8_by_chance_is_not_taken_for_it(read: Read) -> None:
    by_chance = next(
        sign
        for sign in map(chr, range(0x4E00, 0x9FA0))
        if _is_utf8(sign.encode("gb18030")) and len(sign.encode("gbk")) == 2
    )
    lines = [*CHINESE, by_chance]
    assert columns(read(ris(lines).encode("gb18030")), "title") == [(line,) for line in lines]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_a_damaged_letter_in_a_utf_8_line_is_marked_and_the_others_stay() -> None:
    text, _, problems = decode("på Sørlandet på ny\n".encode().replace(b"\xb8", b"", 1), "export")
    assert text == "på S\ufffdrlandet på ny\n"
    assert "1 lines hold bytes that are no letter" in problems[0].message


def test_one_bad_byte_does_not_change_what_a_chinese_file_is_taken_for() -> None:
    data = ris(CHINESE * 3).encode("gb18030").replace(b"TI  - ", b"TI  - \xff", 1)
    text, encoding, _ = decode(data, "export")
    assert encoding == "gb18030" and text.count(CHINESE[1]) == 3


def test_utf_16_goes_on_after_a_byte_that_is_lost() -> None:
    data = ris(NORWEGIAN).encode("utf-16-le")
    at = data.index("Ødegård".encode("utf-16-le")) + 3
    text, _, problems = decode(data[:at] + data[at + 1 :], "export")
    assert NORWEGIAN[0] in text and NORWEGIAN[2] in text and NORWEGIAN[3] in text
    assert [(problem.row, problem.severity) for problem in problems] == [(7, "warning")]


def test_a_long_run_of_digits_does_not_hold_up_the_guess() -> None:
    text, encoding, _ = decode(("på " + "9" * 200_000).encode("cp1252"), "export")
    assert encoding == "cp1252" and text.startswith("på 9")
