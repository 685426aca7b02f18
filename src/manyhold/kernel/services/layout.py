"""Which modules run in this process, and where the others are reached: read from the settings, judged at the start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from manyhold.kernel.modules import Manifest, Registry

FOUNDATION = "foundation"
"""In settings: every module that is not optional."""


class LayoutFault(Exception):
    """The services as they are set up could not do their work; says what to change."""


def running(named: str, manifests: Iterable[Manifest]) -> list[str] | None:
    """The modules that `named` lists by comma; None, which is all, when it is empty. Raises LayoutFault."""
    if not named.strip():
        return None
    known = list(manifests)
    found = [module for name in named.split(",") for module in _modules(name.strip(), known)]
    return list(dict.fromkeys(found))


def addresses(written: str, manifests: Iterable[Manifest]) -> dict[str, str]:
    """Base URLs by module, from `billing=http://money:8000,…`. Raises LayoutFault for what is none."""
    known = list(manifests)
    found: dict[str, str] = {}
    for entry in filter(None, (one.strip() for one in written.split(","))):
        name, is_pair, url = entry.partition("=")
        parts = urlsplit(url)
        if (
            not is_pair
            or parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path.strip("/")
        ):
            raise LayoutFault(f"{entry!r} is no address of a service: write billing=http://money:8000")
        found.update(dict.fromkeys(_modules(name.strip(), known), url))
    return found


def check(registry: Registry, reached: Mapping[str, str]) -> None:
    """Raise LayoutFault unless all that the modules here need runs here or has an address."""
    for name in sorted(registry.running):
        module = registry.manifests[name]
        for need in module.beside:
            if need not in registry.running:
                raise LayoutFault(
                    f"{name} asks {need} within its own transactions: let both run in one service"
                )
        for need in module.needs:
            if need not in registry.running and need not in reached:
                raise LayoutFault(
                    f"{name} needs {need}: name it in MANYHOLD_SERVICES too, or its address in"
                    " MANYHOLD_SERVICE_ADDRESSES"
                )


def runs_foundation(registry: Registry) -> bool:
    """Whether screens, the stream and what belongs to no module are served here."""
    return all(name in registry.running for name, one in registry.manifests.items() if not one.is_optional)


def is_split(registry: Registry, reached: Mapping[str, str]) -> bool:
    """Whether this process is one service of several, to be called by the others."""
    return bool(reached) or registry.running != registry.manifests.keys()


def _modules(name: str, known: list[Manifest]) -> list[str]:
    if name == FOUNDATION:
        return [one.name for one in known if not one.is_optional]
    optional = [one.name for one in known if one.is_optional]
    if name not in optional:
        raise LayoutFault(f"there is no service {name!r}: {FOUNDATION}, {', '.join(sorted(optional))}")
    return [name]
