"""Receipts: what is printed, that reprints say so, and that no name loses a character."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from build_hook import FONT, FONT_FILES, carried
from manyhold.foundation.files import fonts
from manyhold.foundation.identity import names
from manyhold.foundation.identity.models import Person
from manyhold.foundation.printing import drawing
from manyhold.kernel.errors import Problem
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.billing.manifest import MANIFEST
from manyhold.modules.billing.receipts.document import BUILT_INS, Receipt, document
from manyhold.modules.billing.receipts.rules import Line, Share, lines, months
from modules.billing import desk
from worlds.world import World

RARE = "王䶮、李𬭎㛃"
GB_2312 = "".join(
    bytes([high, low]).decode("gb2312", errors="ignore")
    for high in range(0xB0, 0xF8)
    for low in range(0xA1, 0xFF)
)
SAMPLE = Receipt(
    payment_id=1,
    project_id=1,
    space_id=1,
    company="众园物业服务有限公司",
    project="云栖花园",
    number="2026-000123",
    space="3栋2单元1803",
    payer=RARE,
    lines=[Line("物业服务费", 202601, 202603, 75072)],
    prepaid_fen=4928,
    total_fen=80000,
    method="cash",
    reference="",
    held_for="",
    cashier="陈敏",
    received_on=date(2026, 11, 22),
    is_reversed=False,
)


def pdf(receipt: Receipt, number: int = 1) -> bytes:
    """The receipt along version 0 of its templates."""
    form = drawing.Form.of(BUILT_INS[0])
    return drawing.pdf(MANIFEST.printables[0], [drawing.Print(document(receipt), form, number=number)])


def text_of(page: bytes) -> str:
    """The words of a PDF without spaces and line ends."""
    return "".join("".join(one.extract_text() for one in PdfReader(io.BytesIO(page)).pages).split())


def test_a_receipt_says_who_paid_what_in_capitals() -> None:
    words = text_of(pdf(SAMPLE))
    for expected in (
        "众园物业服务有限公司",
        "№2026-000123",
        RARE,
        "2026年1月至2026年3月750.72",
        "预存款49.28",
        "捌佰元整¥800.00",
        "收款人：陈敏",
    ):
        assert expected in words
    assert "补打" not in words
    assert "补打第2次" in text_of(pdf(SAMPLE, 2))
    assert "已冲销" in text_of(pdf(replace(SAMPLE, is_reversed=True)))


@pytest.mark.parametrize("place", range(len(fonts.PLACES)), ids=["package", "npm", "debian"])
def test_each_font_has_every_character_of_gb_2312_and_of_rare_names(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = fonts.PLACES[place]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip(f"no font in {folders[0].name}")
    monkeypatch.setattr(fonts, "PLACES", (folders,))
    fonts.fonts.cache_clear()
    try:
        assert len(GB_2312) == 6763
        everything = [GB_2312[start : start + 60] for start in range(0, len(GB_2312), 60)]
        page = pdf(replace(SAMPLE, lines=[Line(part, 202601, 202601, 1) for part in everything]))
    finally:
        fonts.fonts.cache_clear()
    missing = set(GB_2312 + RARE) - set(text_of(page))
    assert not missing


def test_without_a_complete_font_nothing_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PLACES", ((tmp_path / "none",), (tmp_path,)))
    fonts.fonts.cache_clear()
    try:
        with pytest.raises(Problem) as refused:
            pdf(SAMPLE)
    finally:
        fonts.fonts.cache_clear()
    assert (refused.value.code, refused.value.status) == ("chinese_font_missing", 503)


def test_the_wheel_carries_the_font_where_receipts_look_first() -> None:
    root = fonts.ROOT.parents[1]
    assert root / FONT == fonts.NPM
    assert [root / "src" / "manyhold" / "fonts"] == list(fonts.PLACES[0])
    assert {Path(to).name for to in carried().values() if to.startswith("manyhold/fonts/")} == {
        "NotoSansSC_400Regular.ttf",
        "NotoSansSC_700Bold.ttf",
        "LICENSE_FONT",
    }
    if fonts.NPM.is_dir():
        assert all((fonts.NPM / file).is_file() for file in FONT_FILES)
        assert "SIL Open Font License" in (fonts.NPM / "LICENSE_FONT").read_text(encoding="utf-8")


def test_months_in_a_row_are_one_line() -> None:
    shares = [Share("物业费", month, 100) for month in (202611, 202612, 202701, 202703)] + [
        Share("车位费", 202611, 7)
    ]
    printed = [(line.fee, months(line), line.amount_fen) for line in lines(reversed(shares))]
    assert printed == [
        ("物业费", "2026年11月至2027年1月", 300),
        ("物业费", "2027年3月", 100),
        ("车位费", "2026年11月", 7),
    ]


def test_a_print_is_recorded_and_a_second_one_is_a_reprint(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    payer = desk.move_in(world, "A1", room, RARE, role="family", is_payer=False)
    cashier = world.client("cashier")
    paid = desk.good(desk.pay(cashier, room, 30000, payer_version_id=payer))
    url = f"/payments/{paid['id']}"
    assert cashier.get(f"{url}/receipt.pdf", params={"print": 1}).status_code == 404
    for number in (1, 2):
        assert desk.good(cashier.post(f"{url}/prints"), 200)["number"] == number
        answer = cashier.get(f"{url}/receipt.pdf", params={"print": number})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        words = text_of(answer.content)
        assert RARE in words
        assert "物业服务费2026年3月250.24" in words
        assert ("补打" in words) == (number > 1)
    assert world.nobody().get(f"{url}/receipt.pdf", params={"print": 1}).status_code == 401
    assert world.client("cashier", "B1").get(f"{url}/receipt.pdf", params={"print": 1}).status_code == 404
    assert world.client("technician").post(f"{url}/prints").status_code == 403


def test_a_receipt_goes_on_saying_what_it_said(world: World) -> None:
    desk.posted_month(world)
    cashier, director = world.client("cashier"), world.client("group_administrator")
    paid = desk.good(desk.pay(cashier, world.sites["A1"].room_ids[0], 30000))
    url = f"/payments/{paid['id']}"
    desk.good(cashier.post(f"{url}/prints"), 200)
    before = text_of(cashier.get(f"{url}/receipt.pdf", params={"print": 1}).content)
    (entity,) = [
        one for one in director.get("/legal-entities").json() if one["id"] == world.sides["A"].legal_entity_id
    ]
    kept = {name: entity[name] for name in ("credit_code", "tax_kind", "bank_name", "bank_account")}
    for path, change in (
        (f"/legal-entities/{entity['id']}", {**kept, "name": "改名后物业有限公司"}),
        (f"/projects/{world.sites['A1'].project_id}", {"name": "改名后花园"}),
    ):
        renamed = director.patch(path, json=change, headers={"if-match": "*"})
        assert renamed.status_code == 200, renamed.text
    with SystemSession(world.runtime.database, writes=True) as session:
        person = session.get_one(Person, cashier.person_id)
        person.name_sealed = world.runtime.keys.seal(names.PLACE, person.id, "改名后员工")
        session.commit()
    assert text_of(cashier.get(f"{url}/receipt.pdf", params={"print": 1}).content) == before
    desk.good(cashier.post(f"{url}/prints"), 200)
    again = text_of(cashier.get(f"{url}/receipt.pdf", params={"print": 2}).content)
    assert "改名后" not in again
    (bill,) = desk.bills(cashier, space_id=world.sites["A1"].room_ids[0])
    explained = desk.good(cashier.get(f"/bills/{bill['id']}/explanation"), 200)
    assert explained["legal_entity_name"] == "金丝雀物业A有限公司"
