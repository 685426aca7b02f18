"""What one process has in hand, and the ports through which the kernel asks what only the foundation knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from manyhold.kernel.clock import Clock
from manyhold.kernel.contents import ContentStore
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.database import Database
from manyhold.kernel.errors import Problem
from manyhold.kernel.limits import Buckets, Limits
from manyhold.kernel.modules import Registry, UnknownName
from manyhold.kernel.own_fields import OwnFields
from manyhold.kernel.scanning import Scanner
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.services.peers import Peers
from manyhold.kernel.settings import Settings
from manyhold.kernel.signals import Wakeups


@dataclass(frozen=True, slots=True)
class ClientTerms:
    """On what terms an API client asks: the permissions of its token, and how often it may."""

    permissions: frozenset[str]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person who signed in, an API client, or with `id` 0 nobody in particular.

    That is the public, which holds no permission, or the system itself on behalf of a group, which holds all.
    """

    id: int
    group_id: int
    name: str = ""
    session_id: int = 0
    is_cookie: bool = False
    csrf: str = ""
    rights_version: int = -1
    elevated_until: datetime | None = None
    missing: str = ""
    """Code of what must be done before anything else is allowed: a second factor, a new password."""
    is_system: bool = False
    is_shared: bool = False
    """Signed in by PIN at a device that others use too: no right of administration counts there."""
    terms: ClientTerms | None = None
    """Those of an API client; None of a person."""

    @classmethod
    def system(cls, group_id: int) -> Actor:
        return cls(0, group_id, "system", is_system=True)

    @classmethod
    def public(cls, group_id: int = 0) -> Actor:
        return cls(0, group_id, "public")


class Authenticator(Protocol):
    """Port: who is behind a request's credentials; None when nobody is.

    What an open page asks by itself is no use of them (`is_use`), or no sign-in would ever end by idleness.
    `source` is the address that asks: an API client may be bound to some.
    """

    def authenticate(
        self, *, cookie: str | None, bearer: str | None, source: str = "", is_use: bool = True
    ) -> Actor | None: ...


class GrantResolver(Protocol):
    """Port: where an actor holds a permission now; None when nowhere, and `refusal` says why."""

    def scope(self, actor: Actor, permission: str) -> Scope | None: ...

    def refusal(self, actor: Actor, permission: str) -> Problem: ...

    def system_scope(self, group_id: int, project_id: int | None) -> Scope: ...

    def needs_second_factor(self, actor: Actor) -> bool: ...

    def is_administrators(self, actor: Actor) -> bool: ...

    def void(self, session: ScopedSession) -> None: ...

    def groups(self) -> tuple[int, ...]: ...


@dataclass(slots=True)
class Runtime:
    """Built once by `app.py`; everything injected, so that a test can put its own clock or port in place."""

    settings: Settings
    database: Database
    clock: Clock
    keys: Keyring
    registry: Registry
    authenticator: Authenticator
    grants: GrantResolver
    own_fields: OwnFields
    contents: ContentStore
    scanner: Scanner | None = None
    wakeups: Wakeups = field(default_factory=Wakeups)
    buckets: Buckets = field(default_factory=Buckets)
    peers: Peers = field(default_factory=Peers)
    """The services in which the modules run that do not run here."""
    is_demo: bool = False
    drivers: Mapping[str, object] = field(default_factory=dict[str, object])
    """What reaches the outside world, by the channel that it serves; the port is the foundation's."""

    def is_here(self, module: str) -> bool:
        """Whether a module runs in this process. Raises LookupError when nothing says where else it does."""
        if module in self.registry.running:
            return True
        if not self.peers.knows(module):
            raise UnknownName(f"{module} runs elsewhere: name its address in MANYHOLD_SERVICE_ADDRESSES")
        return False
