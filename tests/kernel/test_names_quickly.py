"""Reading names character by character gives what the library reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from manyhold.kernel import pinyin

COMMON = "王李张刘陈重庆长乐朝阳行厦门大夫解放单于曾参朴实银行音乐仇恨查看尉迟欧阳娜静丽强磊都会得了"


@given(st.text(alphabet=COMMON + "ab1é鿋", max_size=8))
def test_a_name_is_read_as_the_library_reads_it(name: str) -> None:
    assert pinyin._as_words(name) == tuple(lazy_pinyin(name, errors=list))


def test_a_phrase_keeps_its_own_reading() -> None:
    assert pinyin._as_words("重庆") == ("chong", "qing")
    assert pinyin._as_words("李重庆") == ("li", "chong", "qing")
