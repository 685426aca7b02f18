import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.kernel import masking

ALL = [
    masking.name,
    masking.company,
    masking.phone,
    masking.landline,
    masking.identity_number,
    masking.bank_card,
    masking.plate,
]


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (masking.name, "张三", "张*"),
        (masking.name, "张三丰", "张*丰"),
        (masking.name, "王小明", "王*明"),
        (masking.name, "欧阳大江海", "欧***海"),
        (masking.name, "张", "*"),
        (masking.name, "", ""),
        (masking.name, "𬭎二", "𬭎*"),
        (masking.company, "众园物业服务有限公司", "众园物业****公司"),
        (masking.company, "众园物业公司", "众园****"),
        (masking.company, "众园", "**"),
        (masking.phone, "13812345678", "138****5678"),
        (masking.phone, "+86 138-1234-5678", "138****5678"),
        (masking.phone, "010-8886678", "010-****678"),
        (masking.phone, "+852 9123 4567", "********567"),
        (masking.phone, "110", "***"),
        (masking.landline, "0755 26671234", "0755-*****234"),
        (masking.landline, "021-66668888转801", "021-*****888"),
        (masking.landline, "66668888", "*****888"),
        (masking.identity_number, "11010519491231002X", "110***********002X"),
        (masking.identity_number, "11010519491231002x", "110***********002X"),
        (masking.identity_number, "110105491231002", "110********1002"),
        (masking.identity_number, "E12345678", "E******78"),
        (masking.bank_card, "6222021234567894", "622202******7894"),
        (masking.bank_card, "6222 0212 3456 7890 123", "622202*********0123"),
        (masking.bank_card, "12345678", "****5678"),
        (masking.plate, "京A12345", "京A***45"),
        (masking.plate, "粤B·D12345", "粤B****45"),
        (masking.email, "zhang@qq.com", "z***@qq.com"),
        (masking.email, "no address", "***"),
        (masking.email, "@qq.com", "***"),
    ],
)
def test_the_trades_own_formats(mask, text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize("mask", ALL)
@given(text=st.text(min_size=1))
def test_something_is_always_hidden(mask, text):
    shown = mask(text)
    assert "*" in shown or not any(map(str.isalnum, shown))


@given(local=st.text(min_size=1).map(str.strip).filter(bool))
def test_an_email_shows_one_character_of_its_owner(local):
    assert masking.email(f"{local}@qq.com") == f"{local[0]}***@qq.com"
