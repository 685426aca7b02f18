"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes that stand in for it once."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from io import BytesIO

import segno
from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import select

from manyhold.foundation.identity.models import Person, RecoveryCode
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.crypto.tokens import token_digest
from manyhold.kernel.scoping.session import KeyedSession

PLACE = "identity_person.totp_sealed"
PENDING_PLACE = "identity_person.totp_pending_sealed"
ISSUER = "Manyhold"
STEP_SECONDS = 30
RECOVERY_CODES = 10


def new_secret() -> str:
    """A fresh secret of 160 bits, as base32."""
    return random_base32()


def otpauth_uri(secret: str, sign_in_name: str) -> str:
    """What an authenticator app reads from the QR code."""
    return TOTP(secret).provisioning_uri(name=sign_in_name, issuer_name=ISSUER)


def qr_svg(text: str) -> str:
    """`text` as a QR code, an SVG without XML declaration."""
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=4, xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode().strip()


def matching_step(secret: str, code: str, now: datetime, *, after: int) -> int:
    """The 30-second step to which `code` belongs, one step early or late; 0 when wrong or not after `after`."""
    here = int(now.timestamp()) // STEP_SECONDS
    typed = code.strip().encode()
    for step in (here - 1, here, here + 1):
        if step > after and secrets.compare_digest(TOTP(secret).at(step * STEP_SECONDS).encode(), typed):
            return step
    return 0


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 bits, in groups of four letters and digits."""
    texts = (base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES))
    return ["-".join(text[start : start + 4] for start in range(0, 16, 4)) for text in texts]


def recovery_digest(code: str) -> bytes:
    """What is kept of a recovery code; dashes, spaces and capitals do not matter."""
    return token_digest("".join(filter(str.isalnum, code.lower())))


def spend_code(session: KeyedSession, keys: Keyring, person: Person, code: str, now: datetime) -> bool:
    """Use up an app's code or a recovery code of `person`; False when it is wrong or was used before.

    To be called in the write transaction that acts on it, so that of two requests with one code one succeeds.
    """
    if person.totp_sealed is None:
        return False
    secret = keys.open(PLACE, person.id, person.totp_sealed)
    if step := matching_step(secret, code, now, after=person.totp_last_step):
        person.totp_last_step = step
        return True
    spare = session.scalars(
        select(RecoveryCode).where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.used_at.is_(None),
            RecoveryCode.digest == recovery_digest(code),
        )
    ).one_or_none()
    if spare is None:
        return False
    spare.used_at = now
    return True
