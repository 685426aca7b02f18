"""Names of people and companies."""

import re
from typing import NamedTuple

from manyhold.foundation.imports.cells.several import split_names
from manyhold.foundation.imports.problem import BLANK, Code, Parsed, Problem, error
from manyhold.foundation.imports.text import has_han

LONGEST = 120
_SHORT_HAN = re.compile(r"[一-鿿\u3400-\u4dbf·\s]{1,6}")
_COMPANY = re.compile(
    r"公司|集团|中心$|银行|学校|医院|研究[院所]|委员会|事务所|合作社|工作室|协会|[^一-鿿]?(?:厂|店|所|局)$"
    r"|(?i:\b(?:co|inc|ltd|llc|corp|limited|company|group)\b)"
)
_NOBODY = {"无", "空", "空置", "未售", "待售", "暂无", "-", "--", "/", "—", "N/A", "无业主"}
_EDGE_MARKS = re.compile(r"^[\s*·.]+|[\s*]+$")


class PartyName(NamedTuple):
    """A name as it is written, and whether it reads as a company's."""

    text: str
    is_company: bool = False


def parse_names(text: str) -> Parsed[tuple[PartyName, ...]]:
    """Read all names of a cell. 张 三 and 张　三 lose their padding; a name without a letter is an error."""
    names: list[PartyName] = []
    problems: list[Problem] = []
    for written in split_names(text):
        name = _trimmed(written)
        if name in _NOBODY or not name:
            continue
        if len(name) > LONGEST or not any(map(str.isalpha, name)):
            problems.append(error(Code.NAME_UNREADABLE, length=len(name)))
        else:
            names.append(PartyName(name, looks_like_company(name)))
    if not names and not problems:
        return BLANK
    return Parsed(tuple(names), tuple(problems))


def looks_like_company(name: str) -> bool:
    """Guess from its words whether a name is a company's; up to three characters it may be a person's."""
    return len(name) > 3 and _COMPANY.search(name) is not None


def _trimmed(name: str) -> str:
    bare = _EDGE_MARKS.sub("", name)
    if _SHORT_HAN.fullmatch(bare) and has_han(bare):
        return "".join(bare.split())
    return " ".join(bare.split())
