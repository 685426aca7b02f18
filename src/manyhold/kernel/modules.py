"""Modules as data: what each offers and needs, read in every process, imported only where it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

COMMAND = "command/"
"""What marks a delivery as another module's order rather than an event."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One right; `level` says whether it is held on projects or on the group as a whole."""

    name: str
    zh: str
    en: str
    level: Literal["project", "group"] = "project"
    roles: tuple[str, ...] = ()
    """Built-in roles that hold it."""
    needs_whole_project: bool = False
    """A grant narrowed to some buildings does not give it: what it opens is not told apart by place."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Work that is started by the clock: a job, and a cron-like period in seconds."""

    job: str
    every_seconds: int


@dataclass(frozen=True, slots=True)
class Search:
    """How a module's things are found in the one search box: under which permission, and by which function."""

    permission: str
    find: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A module's declaration: data with dotted names `package.module:attribute`, never imported things."""

    name: str
    zh: str = ""
    en: str = ""
    needs: tuple[str, ...] = ()
    is_optional: bool = False
    permissions: tuple[Permission, ...] = ()
    routers: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """Routers outside the API, for pages that people open by a link."""
    models: tuple[str, ...] = ()
    queries: Mapping[str, str] = field(default_factory=dict[str, str])
    commands: Mapping[str, str] = field(default_factory=dict[str, str])
    file_purposes: Mapping[str, str] = field(default_factory=dict[str, str])
    """What its uploaded files are for, and the permission by which each kind is read."""
    messages: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Templates of its messages to people, zh and en, with the same `{named}` params."""
    subscriptions: Mapping[str, str] = field(default_factory=dict[str, str])
    streams: Mapping[str, str] = field(default_factory=dict[str, str])
    jobs: Mapping[str, str] = field(default_factory=dict[str, str])
    schedules: tuple[Schedule, ...] = ()
    searches: tuple[Search, ...] = ()


class UnknownName(LookupError):
    """A permission, job or event that no module declares: a fault of our code, so it is loud."""


class Registry:
    """All installed manifests; `running` names the modules whose routes and jobs live in this process."""

    def __init__(self, manifests: Iterable[Manifest], *, running: Iterable[str] | None = None) -> None:
        self.manifests = {manifest.name: manifest for manifest in manifests}
        self.running = frozenset(self.manifests if running is None else running)
        if unknown := self.running - self.manifests.keys():
            raise UnknownName(f"no module is named {', '.join(sorted(unknown))}")
        self.permissions = {right.name: right for one in self.manifests.values() for right in one.permissions}
        self.owners = {right.name: one for one in self.manifests.values() for right in one.permissions}
        self._check_needs()

    def permission(self, name: str) -> Permission:
        try:
            return self.permissions[name]
        except KeyError:
            raise UnknownName(f"no module offers the permission {name!r}") from None

    def subscribers(self, event: str) -> tuple[str, ...]:
        """Names `module:event` of every installed subscriber, running here or elsewhere."""
        return tuple(f"{one.name}:{event}" for one in self.manifests.values() if event in one.subscriptions)

    def receiver(self, subscriber: str) -> str:
        """The dotted name of the function that receives the event delivered to `subscriber`."""
        module, _, name = subscriber.partition(":")
        return self.manifests[module].subscriptions[name]

    def receivers_here(self) -> tuple[str, ...]:
        """All subscribers whose handlers live in this process."""
        here = [self.manifests[name] for name in sorted(self.running)]
        events = [f"{one.name}:{event}" for one in here for event in one.subscriptions]
        return (*events, *(f"{one.name}:{COMMAND}{command}" for one in here for command in one.commands))

    def job(self, name: str) -> str:
        """The dotted name of the function that does the job `name`."""
        for one in self.manifests.values():
            if name in one.jobs:
                return one.jobs[name]
        raise UnknownName(f"no module does the job {name!r}")

    def jobs_here(self) -> tuple[str, ...]:
        """Names of the jobs that this process may run."""
        return tuple(job for name in sorted(self.running) for job in self.manifests[name].jobs)

    def topic_permission(self, event: str) -> str | None:
        """The permission by which screens may follow an event; None when it is not for screens."""
        return next((one.streams[event] for one in self.manifests.values() if event in one.streams), None)

    def file_permission(self, purpose: str) -> str | None:
        """The permission by which files of a purpose are read; None when no module has such files."""
        found = (one.file_purposes.get(purpose) for one in self.manifests.values())
        return next((permission for permission in found if permission is not None), None)

    def message(self, template: str) -> tuple[str, str]:
        """A message template in zh and en."""
        for one in self.manifests.values():
            if template in one.messages:
                return one.messages[template]
        raise UnknownName(f"no module sends the message {template!r}")

    def owner_of_command(self, name: str) -> Manifest:
        for one in self.manifests.values():
            if name in one.commands:
                return one
        raise UnknownName(f"no module takes the command {name!r}")

    def _check_needs(self) -> None:
        done: set[str] = set()

        def visit(name: str, road: tuple[str, ...]) -> None:
            if name in road:
                raise ValueError(f"modules need one another in a circle: {' → '.join((*road, name))}")
            if name in done or name not in self.manifests:
                return
            for need in self.manifests[name].needs:
                visit(need, (*road, name))
            done.add(name)

        for name in self.manifests:
            visit(name, ())


def resolve(dotted: str) -> Any:
    """The object that `package.module:attribute` names."""
    module, _, attribute = dotted.partition(":")
    return getattr(import_module(module), attribute)
