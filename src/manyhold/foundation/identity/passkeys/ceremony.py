"""WebAuthn's two ceremonies, composed of py_webauthn: making a passkey and signing in with one.

A challenge is answered once and within five minutes. The name (RP ID) is that of the page which asks; the door has
let in no page but our own.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import name_of
from manyhold.foundation.identity.passkeys.models import Challenge, Passkey
from manyhold.kernel.crypto.tokens import token_digest
from manyhold.kernel.errors import BadInput, BadRequest
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession

ANSWERED_WITHIN = timedelta(minutes=5)
PRODUCT = "Manyhold 众园"


@dataclass(frozen=True, slots=True)
class Page:
    """The page that asks: passkeys are bound to the name of its host."""

    origin: str

    @property
    def rp_id(self) -> str:
        """The host's name. Raises BadRequest `passkey_needs_name` for an address in digits, which WebAuthn refuses."""
        try:
            host = urlsplit(self.origin).hostname or ""
        except ValueError:
            host = ""
        if not host or _is_address(host):
            raise BadRequest("passkey_needs_name")
        return host


def begin_making(runtime: Runtime, page: Page, person: Person, known: list[Passkey]) -> dict[str, Any]:
    """What the browser is asked for to make a passkey of this person."""
    options = generate_registration_options(
        rp_id=page.rp_id,
        rp_name=PRODUCT,
        user_name=person.sign_in_name,
        user_id=str(person.id).encode(),
        user_display_name=name_of(runtime.keys, person),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
    )
    _keep(runtime, options.challenge, person.id)
    return json.loads(options_to_json(options))


def made(runtime: Runtime, page: Page, person_id: int, credential: dict[str, Any]) -> VerifiedRegistration:
    """What the browser made, verified. Raises BadInput `passkey_refused` on `credential`."""
    challenge = _spent(runtime, credential, person_id)
    try:
        return verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=page.rp_id,
            expected_origin=page.origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _refused() from None


def begin_signing_in(runtime: Runtime, page: Page) -> dict[str, Any]:
    """What the browser is asked for to sign somebody in; it knows itself which passkeys it has for this name."""
    options = generate_authentication_options(rp_id=page.rp_id)
    _keep(runtime, options.challenge, 0)
    return json.loads(options_to_json(options))


def presented(
    runtime: Runtime, page: Page, credential: dict[str, Any]
) -> tuple[Passkey, VerifiedAuthentication]:
    """Whose passkey signed our challenge. Raises BadInput `passkey_refused` on `credential`."""
    challenge = _spent(runtime, credential, 0)
    with SystemSession(runtime.database, writes=False) as session:
        found = select(Passkey).where(Passkey.credential_id == _decoded(credential.get("rawId")))
        passkey = session.scalars(found).one_or_none()
    if passkey is None or passkey.rp_id != page.rp_id:
        raise _refused()
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=page.rp_id,
            expected_origin=page.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _refused() from None
    return passkey, verified


def _keep(runtime: Runtime, challenge: bytes, person_id: int) -> None:
    now = runtime.clock.now()
    with SystemSession(runtime.database, writes=True) as session:
        session.execute(delete(Challenge).where(Challenge.expires_at <= now))
        digest = token_digest(base64.b64encode(challenge).decode())
        session.add(Challenge(digest=digest, person_id=person_id, expires_at=now + ANSWERED_WITHIN))
        session.commit()


def _spent(runtime: Runtime, credential: dict[str, Any], person_id: int) -> bytes:
    """The challenge that is answered, which is gone with it: of two answers to one, one counts."""
    challenge = _challenge_of(credential)
    with SystemSession(runtime.database, writes=True) as session:
        spent = session.execute(
            delete(Challenge).where(
                Challenge.digest == token_digest(base64.b64encode(challenge).decode()),
                Challenge.person_id == person_id,
                Challenge.expires_at > runtime.clock.now(),
            )
        )
        session.commit()
    if spent.rowcount != 1:  # pyright: ignore
        raise BadInput.of("credential", "challenge_over")
    return challenge


def _challenge_of(credential: dict[str, Any]) -> bytes:
    response: Any = credential.get("response")
    said = _decoded(
        cast("dict[str, Any]", response).get("clientDataJSON") if isinstance(response, dict) else None
    )
    try:
        told: Any = json.loads(said)
    except ValueError:
        raise _refused() from None
    return _decoded(cast("dict[str, Any]", told).get("challenge") if isinstance(told, dict) else None)


def _decoded(text: Any) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (TypeError, ValueError, binascii.Error):
        raise _refused() from None


def _refused() -> BadInput:
    return BadInput.of("credential", "passkey_refused")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
