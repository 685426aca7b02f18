"""Hand-overs: requests that are signed in 企业微信 or 钉钉, and how far each has come there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.approvals.requests.models import REQUEST_TABLE
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import same_project

WAITING, SENT, CANCELLING, ENDED, FAILED = "waiting", "sent", "cancelling", "ended", "failed"
OPEN = (WAITING, SENT, CANCELLING)


class Handover(Keyed, ProjectScoped, Base):
    """A request at one of its turns, handed to an outside OA: waiting → sent → ended; failed when it was not taken.

    `fields` is what the form is given, frozen when the request was submitted. `number` is the provider's. Cancelling
    is one whose request was withdrawn here and which may live on there.
    """

    __tablename__ = "approvals_handover"
    __table_args__ = (
        same_project("request_id", REQUEST_TABLE),
        UniqueConstraint("request_id", "turn"),
        Index("ix_approvals_handover_due", "state", "run_after"),
        Index("ix_approvals_handover_number", "provider", "number"),
    )

    request_id: Mapped[int] = mapped_column(Id)
    turn: Mapped[int] = mapped_column()
    provider: Mapped[str] = mapped_column(Code(10))
    template_id: Mapped[str] = mapped_column(String(120))
    fields: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(Code(64), default="")
    outcome: Mapped[str] = mapped_column(String(10), default="")
    error: Mapped[str] = mapped_column(String(60), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    asks: Mapped[int] = mapped_column(default=0)
    lease_no: Mapped[int] = mapped_column(BigInteger, default=0)
    run_after: Mapped[Any] = mapped_column(Instant)
    created_at: Mapped[Any] = mapped_column(Instant)
    sent_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    asked_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    ended_at: Mapped[Any] = mapped_column(Instant, nullable=True)
