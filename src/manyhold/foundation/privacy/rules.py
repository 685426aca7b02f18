"""Words that all of privacy shares."""

from __future__ import annotations

from typing import Literal

Channel = Literal["desk", "phone", "letter", "mail", "app"]
"""By which way somebody spoke to us."""
