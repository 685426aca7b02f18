"""Shapes of requests and answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from manyhold.foundation.identity.schemas import Code

Name = Annotated[str, Field(min_length=1, max_length=60)]


class SmsCodeRequest(BaseModel):
    """Who wants a code."""

    sign_in_name: Name


class SmsSignIn(BaseModel):
    """The code that came by SMS, and when asked for it the code of the app or a recovery code."""

    sign_in_name: Name
    sms_code: Annotated[str, Field(min_length=1, max_length=10)]
    code: Code = ""


class SignInWays(BaseModel):
    """The ways to sign in beside the password."""

    sms: bool
