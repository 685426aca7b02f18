"""Personal values of own fields as lists and pages show them."""

from __future__ import annotations

import re

from manyhold.foundation.fields.own.rules import OwnType, Value
from manyhold.kernel import masking

_PHONE = re.compile(r"\+?[\d\s()-]{7,20}")
_DOCUMENT = re.compile(r"[0-9A-Za-z]{8,30}")
HIDDEN = "***"


def masked(kind: OwnType, value: Value) -> str | None:
    """A number keeps its ends, an address its domain, any other short text its first character; all else is hidden."""
    if value is None:
        return None
    if kind != "text" or not isinstance(value, str):
        return HIDDEN
    if "@" in value:
        return masking.email(value)
    digits = re.sub(r"\D", "", value)
    if _PHONE.fullmatch(value) and len(digits) <= 13:
        return masking.phone(value)
    if _DOCUMENT.fullmatch(value):
        return masking.identity_number(value)
    return masking.name(value) if len(value) <= 12 else HIDDEN
