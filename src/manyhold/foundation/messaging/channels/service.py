"""Verbs: set a channel up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from manyhold.foundation.messaging.channels.models import SECRETS_PLACE, ChannelSetting
from manyhold.foundation.messaging.channels.port import Channel, Field, Terms, driver
from manyhold.kernel.addresses import url_fault
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.errors import BadInput
from manyhold.kernel.runtime import Runtime

URL = "base_url"
NUMBER = "port"
AES_KEY = "callback_aes_key"
"""43 letters and digits (企业微信, 钉钉: EncodingAESKey)."""


def save(ctx: Context, channel: str, *, is_on: bool, values: Mapping[str, str]) -> ChannelSetting:
    """Set a channel up or change it; a secret that is not given stays.

    Raises BadInput with `values.<name>`: `unknown_field`, `field_required`, `invalid_url` …
    """
    fields = {one.name: one for one in driver(ctx.runtime, channel).fields}
    one = ctx.one(ChannelSetting, ChannelSetting.channel == channel)
    known = {} if one is None else opened(ctx.runtime.keys, one)
    for name in values:
        if name not in fields:
            raise BadInput.of(f"values.{name}", "unknown_field")
    said = {name: values.get(name, known.get(name, "")).strip() for name in fields}
    for name, field in fields.items():
        if field.is_secret and not said[name]:
            said[name] = known.get(name, "")
        _check(ctx.runtime, field, said[name], is_on=is_on)
    if one is None:
        one = ChannelSetting(
            id=ctx.session.ids.next(), group_id=ctx.group_id, channel=channel, is_on=is_on, options={}
        )
        ctx.session.add(one)
    secrets = {name: value for name, value in said.items() if fields[name].is_secret}
    one.is_on = is_on
    one.options = {name: value for name, value in said.items() if not fields[name].is_secret}
    one.secrets_sealed = ctx.runtime.keys.seal(SECRETS_PLACE, one.id, json.dumps(secrets))
    return one


def terms(driver: Channel, keys: Keyring, one: ChannelSetting) -> Terms:
    """All that a driver needs to know; what was left open is as the driver's own default says."""
    said = opened(keys, one)
    return {field.name: said.get(field.name) or field.default for field in driver.fields}


def opened(keys: Keyring, one: ChannelSetting) -> dict[str, str]:
    """What was said of a channel, secrets too."""
    secrets: dict[str, str] = json.loads(keys.open(SECRETS_PLACE, one.id, one.secrets_sealed))
    return {**one.options, **secrets}


def switched_on(session: Any) -> dict[str, ChannelSetting]:
    """The channels that are on in the session's group, by name."""
    found = session.scalars(select(ChannelSetting).where(ChannelSetting.is_on))
    return {one.channel: one for one in found}


def _check(runtime: Runtime, field: Field, value: str, *, is_on: bool) -> None:
    at = f"values.{field.name}"
    if not value:
        if is_on and field.is_required and not field.default:
            raise BadInput.of(at, "field_required")
        return
    if field.name == URL:
        may_be_private = runtime.settings.webhooks_may_be_private
        if fault := url_fault(value, may_be_private=may_be_private):
            raise BadInput.of(at, fault)
    if field.name == NUMBER and not (value.isdecimal() and 0 < int(value) < 65536):
        raise BadInput.of(at, "invalid_port")
    if field.name == AES_KEY and not (value.isascii() and value.isalnum() and len(value) == 43):
        raise BadInput.of(at, "invalid_aes_key")
    if field.choices and value not in field.choices:
        raise BadInput.of(at, "unknown_choice")
