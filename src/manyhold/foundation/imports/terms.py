"""The words of the codes that stand in a problem's parameters: fields, parts of a label, targets, documents, genders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from manyhold.foundation.imports.catalogue.field import Target
from manyhold.foundation.imports.catalogue.takeover import BY_CODE, FIELDS
from manyhold.foundation.imports.problem import Param


class Term(NamedTuple):
    """One code in both languages."""

    zh: str
    en: str


_FIELDS = {field.code: Term(field.zh, field.en) for field in FIELDS}
_PARTS = {part: _FIELDS[f"place.{part}"] for part in ("phase", "building", "unit")} | {
    "room": _FIELDS["room.number"]
}
_TARGETS: Mapping[str, Term] = {
    Target.BUILDING: Term("楼栋", "Buildings"),
    Target.ROOM: Term("房屋", "Rooms"),
    Target.OWNER: Term("业主", "Owners"),
    Target.PARKING: Term("车位", "Parking"),
}
_CHOICES = {
    choice.code: Term(choice.zh, choice.en)
    for code in ("owner.id_kind", "owner.gender")
    for choice in BY_CODE[code].choices
}
_TERMS: Mapping[str, Mapping[str, Term]] = {
    "field": _FIELDS,
    "fields": _FIELDS,
    "part": _PARTS,
    "target": _TARGETS,
    "given": _CHOICES,
    "read": _CHOICES,
    "told": _CHOICES,
}
_SEVERAL = " / "


def in_words(params: Mapping[str, Param], language: Literal["zh", "en"]) -> dict[str, Param]:
    """The parameters with the codes among them said in words; what somebody wrote stays as it stands."""
    return {name: _said(name, value, language) for name, value in params.items()}


def _said(name: str, value: Param, language: Literal["zh", "en"]) -> Param:
    terms = _TERMS.get(name)
    if terms is None or not isinstance(value, str):
        return value
    codes = value.split(_SEVERAL) if name == "fields" else [value]
    return _SEVERAL.join(getattr(terms[code], language) if code in terms else code for code in codes)
