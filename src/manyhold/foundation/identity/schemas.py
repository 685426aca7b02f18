"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.identity.rules import LONGEST, TOKEN_DAYS_AT_MOST

Language = Literal["zh-CN", "en"]
SignInName = Annotated[str, Field(min_length=2, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]*$")]
DisplayName = Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")]
Password = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Code = Annotated[str, Field(max_length=40)]
PhoneNumber = Annotated[str, Field(max_length=30)]


class SignInRequest(BaseModel):
    """Password, and when asked for it the code of the app or a recovery code."""

    sign_in_name: Annotated[str, Field(min_length=1, max_length=60)]
    password: Password
    code: Code = ""


class SignInStep(BaseModel):
    """`done`; `code`: send the same again with the code; `enrol`: signed in only to enrol a second factor."""

    step: Literal["done", "code", "enrol"]


class SessionOut(BaseModel):
    """A place where one is signed in."""

    id: int
    user_agent: str
    address: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    is_current: bool


class PasswordChange(BaseModel):
    """The present password and the one that shall replace it."""

    current_password: Password
    new_password: Password


class TotpEnrolment(BaseModel):
    """What an authenticator app needs: the QR code, or the secret to type."""

    secret: str
    otpauth_uri: str
    qr_svg: str


class TotpConfirmation(BaseModel):
    """A code of the app that was just set up."""

    code: Annotated[str, Field(min_length=6, max_length=10)]


class RecoveryCodes(BaseModel):
    """Codes that stand in once for the app; shown this once."""

    recovery_codes: list[str]


class ElevationRequest(BaseModel):
    """The password again, and the code where there is a second factor."""

    password: Password
    code: Code = ""


class Elevation(BaseModel):
    """Until when sensitive acts are allowed."""

    elevated_until: datetime


class TokenIn(BaseModel):
    """A personal token for a program."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    days: Annotated[int, Field(ge=1, le=TOKEN_DAYS_AT_MOST, description="Days until it expires")] = 90


class TokenOut(BaseModel):
    """A personal token; `tail` is the end of its text, to tell it from others."""

    id: int
    name: str
    tail: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime | None


class TokenMade(TokenOut):
    """A fresh token with its text, shown this once."""

    token: str


class PersonIn(BaseModel):
    """Somebody who shall sign in; the initial password must be changed at the first sign-in."""

    display_name: DisplayName
    sign_in_name: SignInName
    phone: PhoneNumber = ""
    password: Password
    language: Language = "zh-CN"


class PersonChange(BaseModel):
    """What an administrator changes; what is left out stays. A password given here must be changed again."""

    display_name: DisplayName | None = None
    phone: PhoneNumber | None = None
    is_active: bool | None = None
    unlock: bool = False
    new_password: Password | None = None
    reset_totp: bool = False


class PersonOut(BaseModel):
    """A member of staff; the phone is masked for those who do not manage sign-ins."""

    id: int
    sign_in_name: str
    display_name: str
    phone: str
    phone_is_masked: bool
    language: str
    is_active: bool
    is_locked: bool
    has_totp: bool
    must_change_password: bool
    roles: list[str]
    created_at: datetime
    revision: int
