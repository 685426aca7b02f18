"""How a name is spelt in pinyin, with the readings that surnames have and ordinary words do not."""

import unicodedata
from functools import lru_cache
from typing import Any, cast

from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

# Readings as a surname, the usual one first, where the ordinary reading is another one or uncertain; that one
# is indexed too, since it is what people type who have never heard the name.
_SURNAMES: dict[str, tuple[str, ...]] = {
    "万俟": ("mo qi",),
    "尉迟": ("yu chi",),
    "长孙": ("zhang sun",),
    "澹台": ("tan tai",),
    "令狐": ("ling hu",),
    "单于": ("chan yu",),
    "单": ("shan",),
    "仇": ("qiu",),
    "解": ("xie",),
    "曾": ("zeng",),
    "查": ("zha",),
    "盖": ("ge",),
    "区": ("ou",),
    "任": ("ren",),
    "华": ("hua",),
    "朴": ("piao",),
    "翟": ("zhai", "di"),
    "乐": ("yue", "le"),
    "员": ("yun",),
    "缪": ("miao",),
    "宓": ("mi", "fu"),
    "折": ("she",),
    "洗": ("xian",),
    "种": ("chong",),
    "秘": ("bi",),
    "召": ("shao",),
    "覃": ("qin", "tan"),
    "卜": ("bu",),
    "繁": ("po",),
    "能": ("nai",),
    "黑": ("he",),
    "郇": ("xun", "huan"),
    "阚": ("kan",),
    "隗": ("wei", "kui"),
    "谌": ("chen", "shen"),
    "牟": ("mou", "mu"),
    "乜": ("nie",),
    "佴": ("nai",),
    "都": ("du",),
    "郄": ("qie", "xi"),
    "郗": ("xi", "chi"),
    "祭": ("zhai",),
    "句": ("gou",),
    "车": ("che",),
    "么": ("yao",),
    "尉": ("wei",),
    "晟": ("cheng", "sheng"),
}
_LONGEST_PERSON = 6
_SPELLINGS = (("ü", "v"), ("lyu", "lv"), ("nyu", "nv"), ("lve", "lue"), ("nve", "nue"))


def letters_and_digits(text: str) -> str:
    """The text as names are compared: one width, one case, without spaces, dots, dashes and brackets."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def spelt(letters: str) -> str:
    """One spelling for ü, which is typed ü, v or (in passports) yu."""
    for typed, meant in _SPELLINGS:
        letters = letters.replace(typed, meant)
    return letters


def syllables(name: str) -> list[tuple[str, ...]]:
    """The ways to read a name that `letters_and_digits` has cleaned: one part for each character, ü as v."""
    as_words = _as_words(name)
    surname = name[:2] if name[:2] in _SURNAMES else name[:1]
    rest = as_words[len(surname) :]
    return [as_words, *(tuple(reading.split()) + rest for reading in _SURNAMES.get(surname, ()))]


def _as_words(name: str) -> tuple[str, ...]:
    """The ordinary reading. Only within a phrase does a character's reading depend on its neighbours, and names
    hold few: all others are read character by character, which is many times quicker."""
    length = len(name)
    if length > _LONGEST_PERSON or any(
        name[first:end] in PHRASES_DICT for first in range(length) for end in range(first + 2, length + 1)
    ):
        return _by_library(name)
    return tuple(map(_reading, name))


@lru_cache(maxsize=32_768)
def _reading(character: str) -> str:
    return "".join(_by_library(character))


def _by_library(text: str) -> tuple[str, ...]:
    return tuple(
        lazy_pinyin(text, errors=cast(Any, list))
    )  # what is not Chinese: one part for each character
