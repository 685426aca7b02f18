"""How places are called and counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.spaces import naming, rules
from manyhold.foundation.spaces.rules import PlacementError, Wanted

NUMBERS = st.integers(min_value=0, max_value=10**7)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
FLOORS = st.integers(min_value=naming.LOWEST_FLOOR, max_value=naming.HIGHEST_FLOOR)


def rows(*wanted: Wanted) -> list[dict]:
    return rules.rows_for_insert(7, wanted, first_id=1, standing={})


HOUSE = (
    Wanted("p", "phase", "2"),
    Wanted("b", "building", "5", "p"),
    Wanted("u", "unit", "1", "b"),
    Wanted("r", "room", "1803", "u", floor_index=18),
)


@given(NUMBERS, NUMBERS, st.sampled_from(["栋", "座", "单元", "", "-01"]))
def test_numbers_sort_as_people_count(one: int, other: int, ending: str) -> None:
    by_key = naming.natural_key(f"{one}{ending}") < naming.natural_key(f"{other}{ending}")
    assert by_key == (one < other)


@given(st.integers(1, 99), st.integers(1, 99))
def test_chinese_numerals_count_too(one: int, other: int) -> None:
    spell = {number: naming.cn2an.an2cn(number) for number in (one, other)}
    by_key = naming.natural_key(f"{spell[one]}期") < naming.natural_key(f"{spell[other]}期")
    assert by_key == (one < other)
    assert naming.natural_key(f"{spell[one]}期") == naming.natural_key(f"{one}期")


@given(NAMES)
def test_a_part_of_a_sort_key_sorts_after_the_dot(name: str) -> None:
    assert all(character > "." for character in naming.natural_key(name))


@given(FLOORS, FLOORS)
def test_floors_sort_by_index(one: int, other: int) -> None:
    assert (naming.floor_key(one) < naming.floor_key(other)) == (one < other)


@given(st.permutations([-2, -1, 0, 1, 2, 10, 18]))
def test_rooms_sort_by_floor_then_number(floors: list[int]) -> None:
    wanted = [Wanted("b", "building", "1")]
    wanted += [Wanted((f, n), "room", str(n), "b", floor_index=f) for f in floors for n in (10, 9)]
    made = sorted(rows(*wanted)[1:], key=lambda row: row["sort_key"].encode())
    assert [(row["floor_index"], row["name"]) for row in made] == [
        (floor, name) for floor in sorted(floors) for name in ("9", "10")
    ]


def test_a_room_is_called_in_full() -> None:
    made = rows(*HOUSE)[-1]
    assert (made["label"], made["code"]) == ("2期5栋1单元1803", "02-005-01-018-1803")
    assert (made["phase_id"], made["building_id"], made["unit_id"], made["parent_id"]) == (1, 2, 3, 3)


def test_a_floor_is_said_where_the_number_does_not_tell_it() -> None:
    floor = Wanted("f", "floor", "B1", "b", floor_index=-1)
    made = rows(*HOUSE[:2], floor, Wanted("s", "shop", "12", "f"), Wanted("t", "shop", "B112", "f"))
    assert [row["label"] for row in made[2:]] == ["2期5栋B1层", "2期5栋B1层12", "2期5栋B112"]
    assert [row["code"] for row in made[2:]] == ["02-005-B01", "02-005-B01-12", "02-005-B01-B112"]
    assert (made[3]["floor_index"], made[3]["floor_label"]) == (-1, "B1")


def test_floor_row_or_floor_number_make_the_same_code() -> None:
    rooms = (
        Wanted("a", "office", "05", "b", floor_index=12),
        Wanted("b2", "office", "05", "b", floor_index=13),
    )
    made = rows(Wanted("b", "building", "A座"), *rooms)[1:]
    assert [(row["label"], row["code"]) for row in made] == [
        ("A座12层05", "A-012-05"),
        ("A座13层05", "A-013-05"),
    ]
    floor = Wanted("f", "floor", "12", "b", floor_index=12)
    under = rows(Wanted("b", "building", "A座"), floor, Wanted("a", "office", "05", "f"))[-1]
    assert {name: under[name] for name in ("label", "code", "sort_key")} == {
        name: made[0][name] for name in ("label", "code", "sort_key")
    }


@pytest.mark.parametrize(
    ("kind", "name", "spoken"),
    [
        ("building", "3", "3栋"),
        ("building", "A", "A座"),
        ("building", "桂花苑", "桂花苑"),
        ("building", "3号楼", "3号楼"),
        ("unit", "2", "2单元"),
        ("room", "1803", "1803"),
    ],
)
def test_a_bare_name_gets_its_mark(kind: str, name: str, spoken: str) -> None:
    assert naming.spoken(kind, name) == spoken


@pytest.mark.parametrize(
    ("stem", "name", "label"), [("3栋", "1803", "3栋1803"), ("S1", "101", "S1-101"), ("", "大堂", "大堂")]
)
def test_parts_do_not_run_together(stem: str, name: str, label: str) -> None:
    assert naming.joined(stem, name) == label


@pytest.mark.parametrize("typed", ["2-5-1-1803", "２－５－１－１８０３", "2/5/1/1803", "#2-5-1-1803 "])
def test_what_people_type_finds_the_code(typed: str) -> None:
    assert {"02-005-01-1803", "02-005-01-___-1803"} <= set(naming.code_patterns(typed))


@pytest.mark.parametrize(
    ("typed", "patterns"), [("5-1803", {"005-1803", "005-__-1803"}), ("5-1-1803", {"005-01-1803"})]
)
def test_less_than_all_finds_it_too(typed: str, patterns: set[str]) -> None:
    assert patterns <= set(naming.code_patterns(typed))


@pytest.mark.parametrize("typed", ["1803", "", "桂花", "1-2-3-4-5", "a%-_b"])
def test_other_texts_are_no_row_of_numbers(typed: str) -> None:
    assert not any("%%" in pattern for pattern in naming.code_patterns(typed))
    if typed != "a%-_b":
        assert naming.code_patterns(typed) == ()


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (Wanted(1, "castle", "1"), ("kind", "unknown_kind")),
        (Wanted(1, "unit", "1"), ("parent_id", "wrong_parent")),
        (Wanted(1, "room", "1", "nowhere"), ("parent_id", "unknown_reference")),
        (Wanted(1, "building", "名" * 121), ("name", "name_too_long")),
        (Wanted(1, "shop", "1", floor_index=900), ("floor_index", "floor_out_of_range")),
    ],
)
def test_a_place_that_cannot_be_says_why(wanted: Wanted, fault: tuple[str, str]) -> None:
    with pytest.raises(PlacementError) as raised:
        rows(wanted)
    assert (raised.value.field, raised.value.code) == fault


def test_a_code_is_given_once() -> None:
    with pytest.raises(PlacementError) as raised:
        rows(Wanted(1, "building", "3栋"), Wanted(2, "building", "3"))
    assert raised.value.code == "code_taken"


@given(NAMES)
def test_every_name_composes_within_the_columns(name: str) -> None:
    made = rows(*HOUSE[:3], Wanted("x", "room", name, "u", floor_index=1))[-1]
    assert len(made["label"]) <= rules.LONGEST_LABEL
    assert len(made["code"]) <= rules.LONGEST_CODE
    assert len(made["sort_key"]) <= rules.LONGEST_SORT_KEY
