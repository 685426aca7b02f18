"""What holds for a provider that tells no more than that it took a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manyhold.foundation.messaging.channels.port import Outgoing, Receipt, Report, Terms


class Plain:
    """Base of drivers: no receipts, and no way to find out what an earlier try did."""

    @property
    def asks_after_minutes(self) -> tuple[int, ...]:
        return ()

    def sent_before(self, terms: Terms, message: Outgoing) -> str | None:
        """Not to be found out."""
        return None

    def receipt(self, terms: Terms, message: Outgoing, provider_id: str) -> Receipt | None:
        """Never known."""
        return None

    def reports(self, body: Sequence[Any]) -> list[Report]:
        """None are pushed."""
        return []


def shortened(text: str, most: int) -> str:
    """A text that fits a provider's bound, and shows when something is missing."""
    return text if len(text) <= most else text[: most - 1] + "…"
