"""The port of an outside directory: who stands in it. The drivers stand in `manyhold.drivers`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, cast

from manyhold.foundation.messaging.channels.port import Terms
from manyhold.kernel.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody as a directory has them; what it does not tell (企业微信 often keeps the telephone back) is empty."""

    account: str
    name: str
    phone: str = ""
    department: str = ""
    title: str = ""
    number: str = ""
    is_active: bool = True


class Directory(Protocol):
    """A driver. It holds no transaction; every call may raise messaging's `Refused`."""

    def pages(self, terms: Terms) -> Iterator[list[Outsider]]:
        """Everybody, department by department; who is in two stands in two pages."""
        ...


def directory(runtime: Runtime, provider: str) -> Directory:
    """The driver of a provider, as `app.py` plugged it in."""
    return cast(Directory, runtime.drivers[f"directory/{provider}"])
