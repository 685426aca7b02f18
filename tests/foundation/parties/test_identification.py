"""Numbers of people, companies and telephones: the vectors of the standards, and one written form each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.parties import identification
from manyhold.foundation.parties.identification import IdKind, PartyKind
from manyhold.kernel.errors import BadInput


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "110101199001011237", "320102198512120348"]
)
def test_resident_numbers_check_out(number: str) -> None:
    assert identification.id_number("person", "resident", number.lower()) == number


def test_a_number_of_15_digits_becomes_its_18() -> None:
    assert identification.id_number("person", "resident", "110105491231002") == "11010519491231002X"


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110108MA0TE5T165", "91440305MA5FAKE244"])
def test_credit_codes_check_out(code: str) -> None:
    assert identification.id_number("company", "credit_code", f" {code[:9]} {code[9:]}") == code


@pytest.mark.parametrize(
    ("kind", "id_kind", "number", "fault"),
    [
        ("person", "resident", "110101199001011238", "id_number_wrong"),
        ("person", "resident", "110101199002301231", "id_number_wrong"),
        ("company", "credit_code", "91350100M000100Y44", "id_number_wrong"),
        ("person", "credit_code", "91350100M000100Y43", "id_kind_unfit"),
        ("company", "resident", "11010519491231002X", "id_kind_unfit"),
        ("person", "taiwan_residence", "110101199001011237", "id_number_wrong"),
        ("person", "resident", "", "id_number_missing"),
        ("person", "", "110101199001011237", "id_number_without_kind"),
        ("person", "passport", "E1", "id_number_wrong"),
    ],
)
def test_what_is_refused(kind: PartyKind, id_kind: IdKind, number: str, fault: str) -> None:
    with pytest.raises(BadInput) as refused:
        identification.id_number(kind, id_kind, number)
    assert refused.value.fields[0].code == fault


@pytest.mark.parametrize(
    ("typed", "number", "kind"),
    [
        ("13800001234", "13800001234", "mobile"),
        (" 138 0000-1234 ", "13800001234", "mobile"),
        ("+86 138 0000 1234", "13800001234", "mobile"),
        ("１３８００００１２３４", "13800001234", "mobile"),
        ("021-12345678", "021-12345678", "landline"),
        ("(0571) 87654321", "0571-87654321", "landline"),
        ("02112345678转801", "021-12345678转801", "landline"),
        ("021-12345678-801", "021-12345678转801", "landline"),
        ("8765 4321", "87654321", "landline"),
        ("400-820-8888", "4008208888", "landline"),
        ("+852 9123 4567", "+85291234567", "foreign"),
    ],
)
def test_telephones_have_one_written_form(typed: str, number: str, kind: str) -> None:
    assert identification.telephone(typed) == (number, kind)
    assert identification.telephone(number) == (number, kind)


@pytest.mark.parametrize("typed", ["", "无", "12345", "23800001234", "138000012345", "+1 23"])
def test_what_is_no_telephone(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        identification.telephone(typed)
    assert refused.value.fields[0].code == "phone_wrong"


@given(st.text(max_size=20))
def test_any_text_is_a_telephone_or_refused(typed: str) -> None:
    try:
        once = identification.telephone(typed)
    except BadInput:
        return
    assert identification.telephone(once.number) == once


@pytest.mark.parametrize("name", ["", "  ", "张" * 81, "张\n三"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(BadInput):
        identification.name(name)
