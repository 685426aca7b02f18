"""Messages: every code has words in both languages, with the same parameters, for every way it is raised."""

import re
import string

import pytest

from manyhold.foundation.imports.messages import MESSAGES, worded
from manyhold.foundation.imports.problem import Code, error


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
