"""What a layout may say, how lines fall on pages, and which numbers are missing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.printing.printed import NUMBERED, layout
from manyhold.foundation.printing import rules
from manyhold.foundation.printing.layout import Labels, Layout
from manyhold.foundation.printing.papers import PAPERS
from manyhold.foundation.printing.starter import starter
from manyhold.modules.billing.manifest import MANIFEST as BILLING
from manyhold.modules.workorders.manifest import MANIFEST as WORKORDERS

RECEIPT, LABEL = BILLING.printables[0], WORKORDERS.printables[0]


def found(
    at: dict[str, Any], paper: str = "c93", kind: Any = RECEIPT
) -> list[tuple[str, str, dict[str, Any]]]:
    told = rules.faults(kind, PAPERS[paper], Layout.model_validate(at))
    return [(one.field, one.code, dict(one.params)) for one in told]


@pytest.mark.parametrize(
    ("block", "field", "code", "params"),
    [
        ({"type": "text", "text": "{payee}"}, "text", "unknown_print_field", {"name": "payee"}),
        ({"type": "text", "text": "{payer"}, "text", "placeholder_broken", {}),
        ({"type": "text", "text": "a } b"}, "text", "placeholder_broken", {}),
        ({"type": "text", "text": "{{payer}}"}, "text", "placeholder_broken", {}),
        ({"type": "title", "text": " "}, "text", "value_missing", {}),
        ({"type": "qr", "field": "nothing"}, "field", "unknown_print_field", {"name": "nothing"}),
        (
            {"type": "fields", "cells": [{"field": "fee"}]},
            "cells.0.field",
            "unknown_print_field",
            {"name": "fee"},
        ),
        ({"type": "fields"}, "cells", "value_missing", {}),
        (
            {"type": "table", "cells": [{"field": "payer"}]},
            "cells.0.field",
            "unknown_print_field",
            {"name": "payer"},
        ),
    ],
)
def test_a_layout_names_what_nobody_knows(
    block: dict[str, Any], field: str, code: str, params: dict[str, Any]
) -> None:
    at = layout({"type": "line"}, {"height_mm": 20, **block})
    assert found(at) == [(f"layout.blocks.1.{field}", code, params)]


def test_nothing_stands_beside_the_paper_or_in_its_holes() -> None:
    for box in ({"x_mm": 10}, {"x_mm": 200}, {"y_mm": 90}):
        [(field, code, params)] = found(layout({"type": "line", **box}))
        assert (field, code) == ("layout.blocks.0", "block_outside_paper")
        assert params == {"left_mm": 12.7, "right_mm": pytest.approx(228.3), "bottom_mm": 93}
    assert found(layout({"type": "line", "x_mm": 150})) == []


def test_labels_fit_their_sheet() -> None:
    labels = {"columns": 3, "rows": 7, "left_mm": 10, "top_mm": 10, "width_mm": 63, "height_mm": 38}
    code = {"type": "qr", "field": "code", "x_mm": 0, "y_mm": 0, "width_mm": 30, "height_mm": 30}
    assert found(layout(code, labels=labels), "a4", LABEL) == []
    assert [one[1] for one in found(layout(code, labels={**labels, "columns": 4}), "a4", LABEL)] == [
        "labels_too_wide"
    ]
    assert [one[1] for one in found(layout(code, labels={**labels, "rows": 8}), "a4", LABEL)] == [
        "labels_too_high"
    ]
    assert [one[1] for one in found(layout({"type": "line", "x_mm": 0}, labels=labels), "a4")] == [
        "voucher_on_labels"
    ]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda one: one.code)
@pytest.mark.parametrize("kind", [RECEIPT, LABEL], ids=lambda one: one.code)
def test_every_starter_is_a_good_layout(kind: Any, paper: Any) -> None:
    assert rules.faults(kind, paper, starter(kind, paper)) == []


def test_a_form_has_so_many_lines_and_a_roll_all_of_them() -> None:
    at = Layout.model_validate(NUMBERED)
    assert [rules.page_count(PAPERS["c93"], at, lines) for lines in (0, 1, 2, 3, 5)] == [1, 1, 1, 2, 3]
    assert rules.page_count(PAPERS["r80"], at, 50) == 1


@given(st.integers(1, 5), st.integers(1, 9), st.integers(1, 60), st.integers(0, 20))
def test_every_label_has_a_place_of_its_own(columns: int, rows: int, count: int, skip: int) -> None:
    labels = Labels(columns=columns, rows=rows, left_mm=5, top_mm=6, width_mm=20, height_mm=10, gap_x_mm=2)
    places = rules.label_places(labels, count, skip)
    assert len(set(places)) == count
    assert len([one for one in places if one.sheet == 0]) <= max(0, columns * rows - skip)


@given(st.sets(st.integers(1, 60)), st.integers(1, 70))
def test_gaps_are_the_numbers_that_nothing_is_known_of(used: set[int], furthest: int) -> None:
    next_no = max({*used, furthest}) + 1 if used else 1
    missing = {
        number for first, last in rules.gaps(sorted(used), 1, next_no) for number in range(first, last + 1)
    }
    assert missing == set(range(1, next_no)) - used
