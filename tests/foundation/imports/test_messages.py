"""Messages: every code has words in both languages, with the same parameters, for every way it is raised."""

import re
import string

import pytest

from manyhold.foundation.imports.messages import MESSAGES, worded
from manyhold.foundation.imports.problem import Code, Problem, error


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_both_languages_with_the_same_parameters(code: Code) -> None:
    message = MESSAGES[code]
    assert message.zh
    assert message.en
    assert _names(message.zh) == _names(message.en) or _names(message.en) >= _names(message.zh)
    assert re.search(r"[一-鿿]", message.zh)
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"\d*[栋座单元室负]\d*|、", "", message.en))


def test_a_suggestion_is_said() -> None:
    problem = error(Code.AREA_UNREADABLE, suggestion="97.76", value="约97.76")
    assert worded(problem, "zh").endswith("建议：97.76")
    assert worded(problem, "en").endswith("Suggestion: 97.76")


@pytest.mark.parametrize(
    ("problem", "zh", "en"),
    [
        (error(Code.CELL_REQUIRED, field="room.number"), "（房号）", "(Room)"),
        (
            error(Code.MAPPING_FIELD_MISSING, target="room", fields="room.number / place.label"),
            "缺少必需的列：房号 / 房屋（导入对象 房屋）",
            "Room / House (importing Rooms)",
        ),
        (
            error(Code.LABEL_COLUMNS_DISAGREE, part="building", column="3", label="5"),
            "楼栋不一致",
            "Building",
        ),
        (error(Code.GENDER_DISAGREES, given="male", told="female"), "性别为 男", "is Male"),
        (error(Code.IDENTITY_KIND_DISAGREES, given="passport", read="resident"), "护照", "Passport"),
    ],
)
def test_codes_in_parameters_are_said_in_words(problem: Problem, zh: str, en: str) -> None:
    assert zh in worded(problem, "zh")
    assert en.lower() in worded(problem, "en").lower()


def test_what_somebody_wrote_is_said_as_it_stands() -> None:
    assert "“male”" in worded(error(Code.COUNT_UNREADABLE, value="male"), "zh")
