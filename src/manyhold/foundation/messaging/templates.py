"""Messages as data: each module's manifest holds its templates, and they are filled in when they are read.

Params hold numbers, codes, days and labels of places, never what names a person: a person stands in them as
`<name>_person_id`, and becomes `{<name>}` when the reader opens the message; so does a type of document, as
`<name>_document_type`. So nothing personal lies open in the
inbox, and a name that has changed is shown as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

PERSON = "_person_id"
"""Ending of a param that names a person by id."""
DOCUMENT = "_document_type"
"""Ending of a param that names a type of document by its code."""
ENGLISH = "en"
UNKNOWN = "—"


def wanted(template: tuple[str, str]) -> frozenset[str]:
    """The names that a template wants. Raises ValueError when its two languages differ in them."""
    chinese, english = (
        frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None) for text in template
    )
    if chinese != english:
        raise ValueError(f"zh wants {sorted(chinese)} and en wants {sorted(english)}")
    return chinese


def check(template: tuple[str, str], params: Mapping[str, Any]) -> None:
    """Raise ValueError unless `params` are just what the template wants: numbers, texts and ids of people."""
    given = frozenset(_shown_as(name) for name in params)
    if given != wanted(template):
        raise ValueError(f"the template wants {sorted(wanted(template))}, not {sorted(given)}")
    for name, value in params.items():
        if name.endswith(PERSON):
            if not isinstance(value, int):
                raise ValueError(f"{name} is not an id")
        elif not isinstance(value, int | str):
            raise ValueError(f"{name} is neither a number nor a text")


def people(params: Mapping[str, Any]) -> Iterable[int]:
    """The ids of the people whom a message names."""
    return (value for name, value in params.items() if name.endswith(PERSON))


def rendered(
    template: tuple[str, str],
    params: Mapping[str, Any],
    names: Mapping[int, str],
    documents: Mapping[str, tuple[str, str]],
    language: str,
) -> str:
    """The text of a message in the reader's language; what is not known (any more) is a dash."""
    text = template[1] if language == ENGLISH else template[0]
    shown: defaultdict[str, Any] = defaultdict(lambda: UNKNOWN)
    for name, value in params.items():
        if name.endswith(PERSON):
            shown[_shown_as(name)] = names.get(value, UNKNOWN)
        elif name.endswith(DOCUMENT):
            shown[_shown_as(name)] = documents.get(value, (UNKNOWN, UNKNOWN))[language == ENGLISH]
        else:
            shown[name] = value
    return text.format_map(shown)


def _shown_as(param: str) -> str:
    return param.removesuffix(PERSON).removesuffix(DOCUMENT)
