"""What others may ask and hear of privacy."""

from __future__ import annotations

from typing import ClassVar, Protocol

from manyhold.kernel.events import Decided, Event


class ConsentQueries(Protocol):
    """Whether somebody has agreed: asked at the moment of use, so that a withdrawal holds at once."""

    def has_consent(self, party_id: int, purpose: str) -> bool:
        """Whether the party's last word on the purpose (by its code) is a consent that counts today.

        It does not once it was withdrawn, when a newer text must be agreed to anew, and when the purpose has ended.
        """
        ...


class ConsentWithdrawn(Event):
    """A person has withdrawn a consent: what rests on it ends now (个人信息保护法 15)."""

    name: ClassVar[str] = "privacy.consent_withdrawn"
    party_id: int
    purpose: str


class PersonErased(Event):
    """A person was erased in every module; what somebody holds outside must go too (个人信息保护法 47)."""

    name: ClassVar[str] = "privacy.person_erased"
    party_id: int


class ExportDecided(Decided):
    """What became of the request to give out a copy of somebody's data."""

    name: ClassVar[str] = "privacy.export_decided"
