"""pip's settings, said again for uv and npm, which read neither pip.conf nor PIP_*."""

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

from machine.steps import command_output


def parse_config_list(lines: str) -> dict[str, str]:
    """What `pip config list` prints, as option → value, as `pip install` would see it.

    pip's own order: the section `global`, then `install`, then the environment.
    """
    sections: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in lines.splitlines():
        name, equals, quoted = line.partition("=")
        section, _, option = name.rpartition(".")
        if equals and section in sections:
            sections[section][option.removeprefix("default-")] = str(ast.literal_eval(quoted))
    return {**sections["global"], **sections["install"], **sections[":env:"]}


def as_uv_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The variables by which uv looks where pip looks and trusts whom pip trusts."""
    # pip takes the best version of all its indexes; uv stops at the first index that knows the name.
    # Every file is locked by its hash, so looking everywhere lets nobody slip another one in.
    env = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for option, variable, separator in (
        ("index-url", "UV_DEFAULT_INDEX", " "),
        ("extra-index-url", "UV_EXTRA_INDEX_URL", " "),
        ("find-links", "UV_FIND_LINKS", ","),
        ("trusted-host", "UV_INSECURE_HOST", " "),
        ("cert", "SSL_CERT_FILE", " "),
        ("client-cert", "SSL_CLIENT_CERT", " "),
        ("proxy", "ALL_PROXY", " "),
        ("retries", "UV_HTTP_RETRIES", " "),
    ):
        if values := settings.get(option, "").split():
            env[variable] = separator.join(values)
    if seconds := settings.get("timeout"):
        env["UV_HTTP_TIMEOUT"] = str(max(1, round(float(seconds))))
    return env


def as_uv_flags(settings: Mapping[str, str]) -> Sequence[str]:
    """What uv takes by flag alone."""
    is_offline = settings.get("no-index", "").lower() in {"1", "true", "yes", "on"}
    return ["--no-index"] if is_offline else []


def as_node_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The variable by which node and npm trust whom pip trusts; npm has its own settings for the rest."""
    certificate = settings.get("cert")
    return {"NODE_EXTRA_CA_CERTS": certificate} if certificate else {}


def read(python: Path) -> dict[str, str]:
    """The settings of the pip that belongs to `python`."""
    return parse_config_list(command_output([python, "-m", "pip", "config", "list"]))
