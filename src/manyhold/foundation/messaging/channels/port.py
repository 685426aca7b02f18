"""The port of the outside channels: what a driver does, and what it is told. The drivers stand in `manyhold.drivers`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, cast

from manyhold.kernel.runtime import Runtime

ChannelName = Literal["sms", "wecom", "dingtalk", "wechat", "mail", "voice"]
CHANNELS: tuple[ChannelName, ...] = ("sms", "wecom", "dingtalk", "wechat", "mail", "voice")
APP = "app"
Terms = Mapping[str, str]
"""What an administrator said of a channel, its secrets among it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an administrator says of a channel; a secret is sealed and never shown again."""

    name: str
    is_secret: bool = False
    is_required: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address. The same `id` always means the same message, however often it is tried."""

    id: str
    address: str
    title: str
    text: str
    url: str
    """Where the console shows it; empty when the installation does not know its own name."""
    unsubscribe_url: str
    asked_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says of a message: it arrived, it did not, or its receiver confirmed it by a key."""

    state: Literal["delivered", "failed", "confirmed"]
    at: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A receipt that a provider pushed, for the message with this id."""

    id: str
    receipt: Receipt


class Refused(Exception):
    """A message was not taken: a `code` of ours or the provider's own, never a secret."""

    def __init__(self, code: str, *, may_retry: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.may_retry = may_retry


class Channel(Protocol):
    """A driver. It holds no transaction and knows nobody: addresses and terms are handed to it."""

    @property
    def fields(self) -> tuple[Field, ...]: ...

    @property
    def asks_after_minutes(self) -> tuple[int, ...]:
        """When to ask for a receipt, after sending; empty where the provider tells none."""
        ...

    def deliver(self, terms: Terms, message: Outgoing) -> str:
        """Hand a message over; gives the provider's own id of it. Raises Refused."""
        ...

    def sent_before(self, terms: Terms, message: Outgoing) -> str | None:
        """The provider's id of what an earlier try of this message handed over, where that can be found out."""
        ...

    def receipt(self, terms: Terms, message: Outgoing, provider_id: str) -> Receipt | None:
        """What became of it; None while nobody knows. Raises Refused."""
        ...

    def reports(self, body: Sequence[Any]) -> list[Report]:
        """The receipts in what the provider pushed; what is not understood is left out."""
        ...


def driver(runtime: Runtime, channel: str) -> Channel:
    """The driver of a channel, as `app.py` plugged it in."""
    return cast(Channel, runtime.drivers[channel])
