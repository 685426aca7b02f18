"""House labels: what the field writes is understood, one canonical text, and every doubt is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.imports.labels.floors import floor_index, floor_label, floor_of_room
from manyhold.foundation.imports.labels.grammar import parse_label
from manyhold.foundation.imports.labels.house import HouseLabel, house_label
from manyhold.foundation.imports.labels.parts import (
    parse_building,
    parse_floor,
    parse_phase,
    parse_room,
    parse_unit,
)
from manyhold.foundation.imports.messages import worded
from manyhold.foundation.imports.problem import Code

CLEAR = [
    ("3栋2单元1803室", "3栋2单元1803室"),
    ("3-2-1803", "3栋2单元1803室"),
    ("３－２－１８０３", "3栋2单元1803室"),
    ("3—2—1803", "3栋2单元1803室"),
    ("3/2/1803", "3栋2单元1803室"),
    (" 3 栋 2 单元 1803 室 ", "3栋2单元1803室"),
    ("03栋02单元1803室", "3栋2单元1803室"),
    ("第3栋第2单元1803", "3栋2单元1803室"),
    ("3栋-2-1803", "3栋2单元1803室"),
    ("3-2-18-1803", "3栋2单元1803室"),
    ("A座12F-05", "A座12层05室"),
    ("a座12楼05号", "A座12层05室"),
    ("2期5幢501", "2期5栋501室"),
    ("二期五幢501", "2期5栋501室"),
    ("3#-1-502", "3栋1单元502室"),
    ("3#楼1门502", "3栋1单元502室"),
    ("１２号楼３单元", "12栋3单元"),
    ("十二栋三单元", "12栋3单元"),
    ("3号楼2门一八〇三室", "3栋2单元1803室"),
    ("3楼2单元502", "3栋2单元502室"),
    ("3楼", "3层"),
    ("12弄3号501室", "12弄3栋501室"),
    ("桂花苑3栋2单元1803", "桂花苑3栋2单元1803室"),
    ("万科一期3栋501", "万科1期3栋501室"),
    ("综合楼301", "综合楼301室"),
    ("3-0-商铺", "3栋商铺"),
    ("3-0-101", "3栋101室"),
    ("3-0-商铺12", "3栋商铺12室"),
    ("B1-088", "B1层088室"),
    ("3-B1-088", "3栋B1层088室"),
    ("3栋地下1层088", "3栋B1层088室"),
    ("负一层", "B1层"),
    ("-1层", "B1层"),
    ("3A05", "3A05室"),
    ("B座101", "B座101室"),
]


@pytest.mark.parametrize(("written", "canonical"), CLEAR)
def test_field_labels_read_without_doubt(written: str, canonical: str) -> None:
    label, problems = parse_label(written)
    assert label is not None
    assert label.text == canonical
    assert problems == ()


@pytest.mark.parametrize(
    ("written", "canonical", "reading"),
    [
        ("5-501", "5栋501室", "building-room"),
        ("S1-03", "S1栋03室", "building-room"),
        ("A-12-05", "A座12层05室", "building-floor-room"),
        ("8栋15A-02", "8栋15A层02室", "building-floor-room"),
        ("1-3-2-1803", "1期3栋2单元1803室", "phase-building-unit-room"),
    ],
)
def test_a_label_with_two_readings_says_which_was_taken(written: str, canonical: str, reading: str) -> None:
    label, (problem,) = parse_label(written)
    assert label is not None
    assert label.text == canonical
    assert (problem.code, problem.params["reading"]) == (Code.LABEL_AMBIGUOUS, reading)
    assert not problem.is_error


@pytest.mark.parametrize(
    "written", ["", "  ", "!!", "3--2-1803", "1-2-3-4-5-6", "2-3栋1单元101", "栋", "0-楼0", "x" * 60]
)
def test_what_is_no_label_is_refused_with_what_was_not_understood(written: str) -> None:
    label, (problem,) = parse_label(written)
    assert worded(problem, "zh")
    assert label is None
    assert problem.code is Code.LABEL_UNREADABLE
    assert problem.is_error


def test_a_floor_against_the_room_number_is_kept_and_said() -> None:
    label, (problem,) = parse_label("3栋18层1703室")
    assert label == house_label(building="3", floor="18", room="1703")
    assert (problem.code, problem.params["told"]) == (Code.FLOOR_DISAGREES, "17")


def test_an_impossible_floor_is_refused() -> None:
    assert parse_label("3栋999层01室").problems[0].code is Code.FLOOR_UNREADABLE


@pytest.mark.parametrize(
    ("room", "floor"),
    [
        ("1803", "18"),
        ("0305", "3"),
        ("501", "5"),
        ("103A", "1"),
        ("3A05", "3A"),
        ("12A01", "12A"),
        ("B105", "B1"),
        ("G01", "G"),
        ("0005", None),
        ("05", None),
        ("11803", None),
        ("商铺3", None),
    ],
)
def test_room_numbers_tell_their_floor(room: str, floor: str | None) -> None:
    assert floor_of_room(room) == floor


def test_skipped_floors_sort_where_they_stand() -> None:
    labels = ["B2", "B1", "G", "1", "2", "3", "3A", "5", "12", "12A", "15A", "15", "16"]
    assert [floor_index(label) for label in labels] == [-2, -1, 0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16]
    assert floor_index("M") == floor_index("1")
    with pytest.raises(ValueError, match="夹层"):
        floor_index("夹层")


@pytest.mark.parametrize(
    ("written", "label"),
    [("18F", "18"), ("18层", "18"), ("负2", "B2"), ("-1F", "B1"), ("夹层", "M"), ("首层", "1"), ("0", None)],
)
def test_floor_labels(written: str, label: str | None) -> None:
    assert floor_label(written) == label


def test_parts_in_columns_of_their_own() -> None:
    assert parse_phase("二期").value == "2"
    assert parse_phase("桂花苑").value == "桂花苑"
    assert parse_building("２期５幢").value == ("2", "5")
    assert parse_building("Ａ座").value == (None, "A")
    assert parse_building("12#楼").value == (None, "12")
    assert parse_building("综合楼").value == (None, "综合楼")
    assert parse_unit("二单元").value == "2"
    assert parse_unit("0").value is None
    assert parse_unit("0").problems == ()
    assert parse_floor("负一层").value == "B1"
    assert parse_room("0305室").value == "0305"
    assert parse_room("S1-03").value == "S1-03"


@pytest.mark.parametrize(
    ("parse", "code"),
    [
        (parse_phase, Code.PHASE_UNREADABLE),
        (parse_building, Code.BUILDING_UNREADABLE),
        (parse_unit, Code.UNIT_UNREADABLE),
        (parse_floor, Code.FLOOR_UNREADABLE),
        (parse_room, Code.ROOM_UNREADABLE),
    ],
)
def test_unreadable_parts_are_refused(parse: object, code: Code) -> None:
    assert callable(parse)
    assert parse("?!").problems[0].code is code
    assert parse("") == (None, ())


NUMBERS = st.integers(1, 99).map(str)
LETTERS = st.sampled_from("ABCDEFGH")
FLOORS = st.one_of(st.integers(1, 60).map(str), st.sampled_from(["B1", "B2", "3A", "12A", "15A", "G", "M"]))
ROOMS = st.one_of(
    st.integers(1, 9999).map(str),
    st.integers(1, 9999).map(lambda number: f"{number:04}"),
    st.sampled_from(["05", "3A05", "12A01", "B105", "商铺3", "商铺", "底商12", "储藏间7", "103A"]),
)
LABELS = st.builds(
    house_label,
    phase=st.none() | NUMBERS | LETTERS | st.sampled_from(["桂花苑", "东区", "万科1期", "12弄"]),
    building=st.none() | NUMBERS | LETTERS | st.sampled_from(["S1", "A2", "3A", "综合楼", "商业3"]),
    unit=st.none() | NUMBERS | LETTERS,
    floor=st.none() | FLOORS,
    room=st.none() | ROOMS,
).filter(any)


@given(LABELS)
def test_the_canonical_text_reads_back_as_the_same_label(label: HouseLabel) -> None:
    assert parse_label(label.text).value == label


@given(st.text(max_size=50))
def test_any_text_is_read_or_refused_and_what_is_read_is_canonical(written: str) -> None:
    label, problems = parse_label(written)
    if label is None:
        assert any(problem.is_error for problem in problems)
    else:
        assert parse_label(label.text).value == label


@given(st.text("0123456789ABSF栋幢座单元层楼室期号#-十二三商铺东区苑门梯负", max_size=14))
def test_any_label_like_text_is_read_or_refused_and_what_is_read_is_canonical(written: str) -> None:
    label, problems = parse_label(written)
    if label is None:
        assert any(problem.is_error for problem in problems)
    else:
        assert parse_label(label.text).value == label
