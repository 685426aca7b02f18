"""The port of an outside OA: what a driver does, and what it is told. The drivers stand in `manyhold.drivers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, cast

from manyhold.foundation.messaging.channels.port import Terms
from manyhold.kernel.runtime import Runtime

FieldKind = Literal["text", "textarea", "money", "number"]
End = Literal["approved", "refused", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Filled:
    """One control of the outside form: its id or name there, its kind, and what stands in it."""

    control: str
    kind: FieldKind
    value: str


@dataclass(frozen=True, slots=True)
class Application:
    """A document as the outside OA is given it. `reference` is ours, unique, and stands in a control of the form."""

    reference: str
    reference_control: str
    applicant: str
    template_id: str
    title: str
    project: str
    fields: tuple[Filled, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an application ended, who applied and who agreed there, and what they said."""

    outcome: End
    applicant: str
    agreed: tuple[str, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the provider that is proved to be its own: of which applications, and what it wants to hear.

    It only says that something moved. What became of an application is always asked for: calls come twice, late
    and in any order.
    """

    numbers: tuple[str, ...]
    answer: str
    media_type: str


class CallRefused(Exception):
    """A call that the provider did not make, or not to this group."""


class OutsideOa(Protocol):
    """A driver. It holds no transaction and knows nobody; every call may raise messaging's `Refused`."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of controls that it fills in."""
        ...

    @property
    def names_fields_by(self) -> str:
        """Whether a form's controls are named by `id` or by `name`."""
        ...

    def hand_over(self, terms: Terms, wanted: Application) -> str:
        """Submit it there; gives the outside number."""
        ...

    def handed_over_before(self, terms: Terms, wanted: Application, since: datetime) -> str | None:
        """The number that an earlier try of the same reference was given, if it arrived."""
        ...

    def verdict(self, terms: Terms, number: str) -> Verdict | None:
        """How it ended; None while it has not."""
        ...

    def cancel(self, terms: Terms, number: str, applicant: str) -> bool:
        """End it there; False where only the applicant can."""
        ...

    def call(self, terms: Terms, query: Mapping[str, str], body: bytes) -> Call:
        """What the provider calls to say. Raises CallRefused unless it is proved to be its own."""
        ...


def outside(runtime: Runtime, provider: str) -> OutsideOa:
    """The driver of a provider, as `app.py` plugged it in."""
    return cast(OutsideOa, runtime.drivers[f"approvals/{provider}"])
