"""Cells: every way the trade writes a value gives the value, and doubt is said without refusing too much."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from manyhold.foundation.imports.cells.areas import LARGEST, parse_area
from manyhold.foundation.imports.cells.counts import parse_count, parse_flag
from manyhold.foundation.imports.cells.dates import EARLIEST, LATEST, from_serial, parse_date
from manyhold.foundation.imports.cells.identities import (
    Identity,
    IdentityKind,
    parse_credit_code,
    parse_identity,
)
from manyhold.foundation.imports.cells.names import parse_names
from manyhold.foundation.imports.cells.phones import PhoneKind, parse_phones
from manyhold.foundation.imports.cells.plates import parse_plates
from manyhold.foundation.imports.cells.several import split_values
from manyhold.foundation.imports.messages import worded
from manyhold.foundation.imports.problem import Code, Parsed, Problem
from manyhold.foundation.imports.workbook.values import Cell, typed


def _area(cell: Cell, *, zero_allowed: bool = False) -> Parsed[Decimal]:
    return parse_area(cell, low=Decimal(5), high=Decimal(2000), zero_allowed=zero_allowed)


def _codes(parsed: Parsed[object]) -> list[Code]:
    return [_said(problem) for problem in parsed.problems]


def _said(problem: Problem) -> Code:
    """Say the problem in both languages, which fails when a parameter of its words is missing."""
    assert worded(problem, "zh")
    assert worded(problem, "en")
    return problem.code


@pytest.mark.parametrize(
    "written",
    ["97.76", "97.76平米", "97.76㎡", "97.76 平方米", "97.76m2", "９７．７６", " 97.76　", Decimal("97.76")],
)
def test_areas_with_and_without_unit(written: Cell) -> None:
    assert _area(written) == (Decimal("97.76"), ())


def test_areas_keep_the_survey_precision() -> None:
    assert _area("1,234.5").value == Decimal("1234.50")
    assert _area(typed(94.56000000000002)) == (Decimal("94.56"), ())
    assert _area("97.765").value == Decimal("97.77")
    assert _codes(_area("97.765")) == [Code.AREA_ROUNDED]
    assert _area(None) == (None, ())
    assert _area(0, zero_allowed=True) == (Decimal("0.00"), ())


@pytest.mark.parametrize(
    ("written", "code", "suggestion"),
    [
        ("0", Code.AREA_NOT_POSITIVE, None),
        (-3, Code.AREA_NOT_POSITIVE, None),
        ("0.004", Code.AREA_NOT_POSITIVE, None),
        ("约97.76", Code.AREA_UNREADABLE, "97.76"),
        ("97,76", Code.AREA_UNREADABLE, "97.76"),
        ("90+7", Code.AREA_UNREADABLE, None),
        ("待测", Code.AREA_UNREADABLE, None),
        (True, Code.AREA_UNREADABLE, None),
        (10**9, Code.AREA_UNREADABLE, None),
    ],
)
def test_what_is_no_area_is_refused(written: Cell, code: Code, suggestion: str | None) -> None:
    value, (problem,) = _area(written)
    assert value is None
    assert (_said(problem), problem.suggestion, problem.is_error) == (code, suggestion, True)


@pytest.mark.parametrize("written", ["3", "9999"])
def test_an_unlikely_area_is_taken_with_a_warning(written: str) -> None:
    value, (problem,) = _area(written)
    assert value == Decimal(written)
    assert (_said(problem), problem.is_error) == (Code.AREA_IMPLAUSIBLE, False)


@given(st.decimals("0.01", LARGEST, places=2), st.sampled_from(["", "平米", "㎡", " 平方米"]))
def test_any_surveyed_area_reads_back(area: Decimal, unit: str) -> None:
    assert _area(f"{area:f}{unit}").value == area
    assert _area(f"{area:,f}{unit}").value == area


DAY = date(2020, 6, 10)


@pytest.mark.parametrize(
    "written",
    [
        "2020-06-10",
        "2020/6/10",
        "2020.6.10",
        "2020年6月10日",
        "２０２０年６月１０日",
        "20200610",
        20200610,
        43992,
        Decimal("43992.75"),
        "43992",
        "2020-06-10 08:30:00",
        "2020-06-10T08:30",
        DAY,
    ],
)
def test_dates_of_every_kind(written: Cell) -> None:
    assert parse_date(written) == (DAY, ())


def test_the_1904_system_is_four_years_and_a_day_off() -> None:
    assert parse_date(43992 - 1462, date_1904=True).value == DAY
    assert from_serial(1) == date(1900, 1, 1)
    assert from_serial(59) == date(1900, 2, 28)
    assert from_serial(61) == date(1900, 3, 1)


def test_of_several_dates_the_earliest_is_taken() -> None:
    value, (problem,) = parse_date("2020-07-10#2020-06-10")
    assert value == DAY
    assert (_said(problem), problem.is_error) == (Code.DATE_SEVERAL, False)
    assert _codes(parse_date("2020-07-10#x")) == [Code.DATE_UNREADABLE]


@pytest.mark.parametrize(
    ("written", "code", "suggestion"),
    [
        ("2020-06", Code.DATE_INCOMPLETE, "2020-06-01"),
        ("2020年6月", Code.DATE_INCOMPLETE, "2020-06-01"),
        (202006, Code.DATE_INCOMPLETE, "2020-06-01"),
        (2020, Code.DATE_INCOMPLETE, "2020-01-01"),
        ("2020年", Code.DATE_INCOMPLETE, "2020-01-01"),
        ("2021-02-29", Code.DATE_UNREADABLE, None),
        ("10/6/2020", Code.DATE_UNREADABLE, None),
        ("未交房", Code.DATE_UNREADABLE, None),
        (True, Code.DATE_UNREADABLE, None),
        (10**8 + 1, Code.DATE_UNREADABLE, None),
        (5, Code.DATE_OUT_OF_RANGE, None),
        ("1900-01-01", Code.DATE_OUT_OF_RANGE, None),
    ],
)
def test_what_is_no_day_is_refused(written: Cell, code: Code, suggestion: str | None) -> None:
    value, (problem,) = parse_date(written)
    assert value is None
    assert (_said(problem), problem.suggestion, problem.is_error) == (code, suggestion, True)


@given(
    st.dates(EARLIEST, LATEST),
    st.sampled_from(["{:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{:%Y%m%d}"]),
)
def test_any_day_reads_back_from_its_text_and_its_serial(day: date, form: str) -> None:
    assert parse_date(form.format(day)).value == day
    assert parse_date((day - date(1899, 12, 30)).days).value == day
    assert parse_date((day - date(1904, 1, 1)) // timedelta(days=1), date_1904=True).value == day


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("13900001234", ["13900001234"]),
        ("１３９００００１２３４", ["13900001234"]),
        ("139 0000 1234", ["13900001234"]),
        ("139-0000-1234", ["13900001234"]),
        ("+86 139 0000 1234", ["13900001234"]),
        ("手机:13900001234", ["13900001234"]),
        ("13900001234、13700001234", ["13900001234", "13700001234"]),
        ("13900001234/13700001234", ["13900001234", "13700001234"]),
        ("13900001234 13700001234", ["13900001234", "13700001234"]),
        ("13900001234\n13700001234", ["13900001234", "13700001234"]),
        ('="13900001234"', ["13900001234"]),
        ("'13900001234", ["13900001234"]),
    ],
)
def test_mobile_numbers(written: str, numbers: list[str]) -> None:
    phones, problems = parse_phones(written)
    assert [phone.number for phone in phones or ()] == numbers
    assert {phone.kind for phone in phones or ()} == {PhoneKind.MOBILE}
    assert problems == ()


@pytest.mark.parametrize(
    ("written", "number", "code"),
    [
        ("021-12345678", "021-12345678", Code.PHONE_LANDLINE),
        ("02112345678", "021-12345678", Code.PHONE_LANDLINE),
        ("(0755)26541234", "0755-26541234", Code.PHONE_LANDLINE),
        ("0755-26541234转801", "0755-26541234-801", Code.PHONE_LANDLINE),
        ("26541234", "26541234", Code.PHONE_LANDLINE),
        ("400-820-8820", "400-820-8820", Code.PHONE_LANDLINE),
        ("+852 9123 4567", "+85291234567", Code.PHONE_FOREIGN),
        ("18999999999", "18999999999", Code.PHONE_PLACEHOLDER),
    ],
)
def test_landlines_and_others_are_warnings(written: str, number: str, code: Code) -> None:
    phones, (problem,) = parse_phones(written)
    assert [phone.number for phone in phones or ()] == [number]
    assert (_said(problem), problem.is_error) == (code, False)


@pytest.mark.parametrize("written", ["", "无", "0", "-"])
def test_no_phone_is_a_warning(written: str) -> None:
    phones, (problem,) = parse_phones(written)
    assert phones == ()
    assert (_said(problem), problem.is_error) == (Code.PHONE_EMPTY, False)


@pytest.mark.parametrize("written", ["1390000123", "139000012345", "12345", "张三"])
def test_what_is_no_phone_is_an_error(written: str) -> None:
    parsed = parse_phones(written)
    assert parsed.value == ()
    assert all(problem.is_error for problem in parsed.problems) or _codes(parsed) == [Code.PHONE_EMPTY]


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "110101199001011237", "320102198512120348"]
)
def test_resident_numbers(number: str) -> None:
    assert parse_identity(number.lower()) == (Identity(IdentityKind.RESIDENT, number), ())


def test_a_wrong_check_digit_is_a_warning_that_proposes_the_right_one() -> None:
    identity, (problem,) = parse_identity("110101199001011238")
    assert identity == Identity(IdentityKind.RESIDENT, "110101199001011238", valid=False)
    assert (_said(problem), problem.suggestion) == (Code.IDENTITY_CHECKSUM, "110101199001011237")
    assert identity.gender is None


def test_old_numbers_are_lengthened() -> None:
    identity, (problem,) = parse_identity("110105491231002")
    assert identity == Identity(IdentityKind.RESIDENT, "11010519491231002X")
    assert _said(problem) is Code.IDENTITY_CONVERTED
    assert parse_identity(110105491231002).value == identity


@pytest.mark.parametrize("written", [typed(6.32126199109162e17), "6.32126199109162E+17", 110101199001011237])
def test_a_number_that_lost_its_digits_is_refused(written: Cell) -> None:
    assert _codes(parse_identity(written)) == [Code.IDENTITY_PRECISION_LOST]


def test_an_impossible_birth_date_is_said() -> None:
    seventeen = "11010119901340123"
    number = seventeen + ric.calc_check_digit(seventeen + "0")
    assert _codes(parse_identity(number)) == [Code.IDENTITY_BIRTH_DATE]


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "91110108MA0TE5T165", "91440305MA5FAKE244", "91310115MA1WYGL35A"]
)
def test_credit_codes(code: str) -> None:
    assert parse_identity(code) == (Identity(IdentityKind.CREDIT_CODE, code), ())
    assert parse_credit_code(code.lower()).value == Identity(IdentityKind.CREDIT_CODE, code)


def test_a_wrong_credit_code_is_a_warning() -> None:
    identity, (problem,) = parse_identity("91350100M000100Y44")
    assert identity == Identity(IdentityKind.CREDIT_CODE, "91350100M000100Y44", valid=False)
    assert (_said(problem), problem.suggestion) == (Code.CREDIT_CODE_CHECKSUM, "91350100M000100Y43")


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("E12345678", IdentityKind.PASSPORT),
        ("H12345678", IdentityKind.TRAVEL_PERMIT),
        ("军字第1234567号", IdentityKind.OFFICER),
    ],
)
def test_other_documents(written: str, kind: IdentityKind) -> None:
    assert parse_identity(written) == (Identity(kind, written), ())


@pytest.mark.parametrize("written", ["12", "身份证", "1" * 17, True])
def test_what_is_no_document_is_refused(written: Cell) -> None:
    assert _codes(parse_identity(written)) == [Code.IDENTITY_UNREADABLE]


@given(st.integers(110000, 659999), st.dates(date(1900, 1, 1), date(2025, 1, 1)), st.integers(0, 999))
def test_any_resident_number_with_its_check_digit_is_valid(region: int, born: date, sequence: int) -> None:
    seventeen = f"{region}{born:%Y%m%d}{sequence:03}"
    identity, problems = parse_identity(seventeen + ric.calc_check_digit(seventeen + "0"))
    assert identity is not None
    assert identity.valid
    assert problems == ()
    assert identity.gender == ("male" if sequence % 2 else "female")


@pytest.mark.parametrize("plate", ["京A12345", "粤B8Q2X1", "沪AD12345", "粤B12345D", "粤Z1234港"])
def test_plates(plate: str) -> None:
    assert parse_plates(plate.lower()).value == (plate,)
    assert parse_plates(f"{plate[:2]}·{plate[2:]}").value == (plate,)


def test_plates_of_one_cell_and_none() -> None:
    assert parse_plates("京A12345、粤B8Q2X1").value == ("京A12345", "粤B8Q2X1")
    assert parse_plates("无") == (None, ())
    assert _codes(parse_plates("京AI1234")) == [Code.PLATE_UNREADABLE]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("张三", ["张三"]),
        ("张 三", ["张三"]),
        ("　张　三　", ["张三"]),
        ("张三、李四", ["张三", "李四"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三,李四", ["张三", "李四"]),
        ("张三，李四", ["张三", "李四"]),
        ("张三 李四", ["张三", "李四"]),
        ("张三\n李四", ["张三", "李四"]),
        ("买买提·艾力", ["买买提·艾力"]),
        ("John  Smith", ["John Smith"]),
    ],
)
def test_names_of_people(written: str, names: list[str]) -> None:
    parsed = parse_names(written)
    assert [name.text for name in parsed.value or ()] == names
    assert not any(name.is_company for name in parsed.value or ())


@pytest.mark.parametrize(
    "written", ["某某（深圳）置业有限公司", "Acme Co., Ltd.", "市第一人民医院", "某某便利店"]
)
def test_names_of_companies(written: str) -> None:
    (name,) = parse_names(written).value or ()
    assert name.is_company


def test_nobody_and_nonsense() -> None:
    assert parse_names("未售") == (None, ())
    assert _codes(parse_names("123")) == [Code.NAME_UNREADABLE]


def test_several_values_of_a_cell() -> None:
    assert split_values("1#2", hash_separates=True) == ["1", "2"]
    assert split_values("1#2") == ["1#2"]
    assert split_values("a、 b；c|d\ne") == ["a", "b", "c", "d", "e"]


def test_counts_and_flags() -> None:
    assert parse_count("33层").value == 33
    assert parse_count(33).value == 33
    assert parse_count(None) == (None, ())
    assert _codes(parse_count("三十")) == [Code.COUNT_UNREADABLE]
    assert parse_flag("有").value is True
    assert parse_flag("否").value is False
    assert _codes(parse_flag("也许")) == [Code.CHOICE_UNKNOWN]


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_by_every_parser(text: str) -> None:
    for parsed in (_area(text), parse_date(text), parse_identity(text), parse_count(text)):
        assert parsed.value is None or not any(problem.is_error for problem in parsed.problems)
    for several in (parse_phones(text), parse_names(text), parse_plates(text)):
        assert [_said(problem) for problem in several.problems] == [
            problem.code for problem in several.problems
        ]
