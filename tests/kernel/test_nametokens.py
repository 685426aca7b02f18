import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.pinyin_dict import pinyin_dict

from manyhold.kernel.nametokens import NameTokens, matches, phone_digits
from manyhold.kernel.pinyin import letters_and_digits, syllables

INDEX = NameTokens(bytes(range(32)))

common = "张王李赵单仇解曾查任华吕欧阳尉迟三丰小明国强云女略学金玉绿地物业服务有限公司上海"
han = st.sampled_from(common) | st.sampled_from([chr(code) for code in sorted(pinyin_dict)])
people = st.text(han, min_size=1, max_size=4)
companies = st.text(han | st.sampled_from("ABCabcü0123·-（） "), min_size=2, max_size=16)
names = people | companies
phones = st.from_regex(r"1[3-9][0-9]{9}|0(10|2[0-9]|[3-9][0-9]{2})-?[0-9]{7,8}", fullmatch=True)


def finds(text: str, name: str, phones=()) -> bool:
    """What a search does: candidates by tokens, then the check of the opened row."""
    stored = INDEX.tokens_for(name, phones)
    candidate = any(meaning <= stored for meaning in INDEX.query_tokens(text))
    return candidate and matches(text, name, phones)


# --- every promised way of asking finds ---------------------------------------------------------------------


@given(name=names, data=st.data())
def test_a_name_is_found_by_itself_and_by_characters_in_a_row(name, data):
    cleaned = letters_and_digits(name)
    if not cleaned:
        return
    assert finds(name, name)
    assert finds(f" {cleaned} ", name)
    if len(cleaned) >= 2:
        start = data.draw(st.integers(0, len(cleaned) - 2))
        end = data.draw(st.integers(start + 2, len(cleaned)))
        assert finds(cleaned[start:end], name)


@given(name=names, spaced=st.booleans(), loud=st.booleans())
def test_a_name_is_found_by_its_pinyin_and_first_syllables(name, *, spaced, loud):
    for way in syllables(letters_and_digits(name)):
        for part in (way, *(way[:count] for count in range(2, 9))):
            typed = (" " if spaced else "").join(part)
            typed = typed.upper() if loud else typed
            if len(typed) >= 2:
                assert finds(typed, name)
                assert finds(typed.replace("lv", "lyu").replace("nv", "nü"), name)


@given(name=names)
def test_a_name_is_found_by_its_initials(name):
    for way in syllables(letters_and_digits(name)):
        initials = "".join(syllable[0] for syllable in way)
        for count in range(2, len(initials) + 1):
            assert finds(initials[:count], name)


@given(name=people, numbers=st.lists(phones, min_size=1, max_size=3), data=st.data())
def test_a_person_is_found_by_phone(name, numbers, data):
    number = data.draw(st.sampled_from(numbers))
    digits = phone_digits(number)
    for typed in (number, digits, digits[-4:], digits[-data.draw(st.integers(4, len(digits))) :]):
        assert finds(typed, name, numbers)
    if digits.startswith("1"):
        for typed in (f"+86 {digits}", f"0086{digits}", f"{digits[:3]}-{digits[3:7]} {digits[7:]}"):
            assert finds(typed, name, numbers)
            assert finds(digits, name, [typed])


# --- and what is not promised is not found by accident ------------------------------------------------------


@given(text=st.text(), name=names, numbers=st.lists(phones, max_size=2))
def test_the_index_misses_nothing_that_the_check_would_accept(text, name, numbers):
    stored = INDEX.tokens_for(name, numbers)
    if matches(text, name, numbers):
        assert any(meaning <= stored for meaning in INDEX.query_tokens(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "张三丰"),
        ("。", "张三丰"),
        ("三", "张三丰"),
        ("张丰", "张三丰"),
        ("zs", "李四"),
        ("z", "张三丰"),
        ("sanfeng", "张三丰"),
        ("567", "张三丰"),
        ("1234", "张三丰"),
        ("138001", "张三丰"),
    ],
)
def test_not_found(text, name):
    assert not finds(text, name, ["13800138000"])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("shanxiongxin", "单雄信"),
        ("danxiongxin", "单雄信"),
        ("sxx", "单雄信"),
        ("qiuying", "仇英"),
        ("xiezhen", "解珍"),
        ("zengguofan", "曾国藩"),
        ("zha liang yong", "查良镛"),
        ("geyou", "盖友"),
        ("oulejun", "区乐军"),
        ("renying", "任盈"),
        ("huatuo", "华佗"),
        ("yuchigong", "尉迟恭"),
        ("ycg", "尉迟恭"),
        ("moqi", "万俟卨"),
        ("zhangsunwuji", "长孙无忌"),
        ("LYU BU", "吕布"),
        ("lübu", "吕布"),
        ("jinyu", "金玉"),
        ("abcwuye", "ABC物业有限公司"),
        ("abcwy", "ABC（物业）有限公司"),
        ("ＡＢＣ物业", "ABC（物业）有限公司"),
        ("360", "360安全中心"),
        ("买买提", "阿卜杜拉·买买提"),
    ],
)
def test_surnames_and_companies(typed, name):
    assert finds(typed, name)


def test_tokens_tell_nothing_without_the_key_and_fit_a_bigint():
    name, numbers = "欧阳大江海", ["13800138000"]
    tokens = INDEX.tokens_for(name, numbers)
    assert all(-(2**63) <= token < 2**63 for token in tokens)
    assert tokens == NameTokens(bytes(range(32))).tokens_for(name, numbers)
    assert not tokens & NameTokens(bytes(32)).tokens_for(name, numbers)
    assert len(INDEX.tokens_for("张三丰", numbers)) == 9
    assert "x00" not in repr(INDEX)


@given(text=st.text(), name=st.text(), phone=st.text())
def test_any_text_is_taken(text, name, phone):
    INDEX.tokens_for(name, [phone])
    INDEX.query_tokens(text)
    matches(text, name, [phone])


def test_extensions_are_no_part_of_a_phone():
    assert phone_digits("010-88886666转801") == phone_digits("(010) 8888 6666 ext. 801") == "01088886666"
    assert phone_digits("０１０－８８８８６６６６") == "01088886666"


def test_a_document_is_found_by_its_whole_number_alone():
    token = INDEX.document_token("E12345678")
    assert INDEX.document_token(" e1234 5678") == token
    assert INDEX.document_token("E1234567") != token
    assert token not in INDEX.tokens_for("E12345678", ["12345678"])
