"""Propose what each column holds, from its heading, its cells and what was chosen before."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.field import Field, FieldType
from manyhold.foundation.imports.catalogue.headings import GROUP_MARK, comparable, is_reserved
from manyhold.foundation.imports.catalogue.takeover import TAKEOVER
from manyhold.foundation.imports.matching.evidence import distinctive, share_that_fits
from manyhold.foundation.imports.matching.mapping import ColumnMapping, fingerprint, mapping_problems
from manyhold.foundation.imports.tables.table import Table
from manyhold.foundation.imports.workbook.values import Raw

EXACT = 1.0
THRESHOLD = 0.5
_CONTENT_ALONE = 0.55
_TOPICS = re.compile("[及和与、&/]")
_LEAST_SHARE = 0.4  # of the headed columns, for the table to be one of ours at all


class Because(StrEnum):
    """What a proposal rests on."""

    HEADING = "heading"
    CONTENT = "content"
    REMEMBERED = "remembered"
    RESERVED = "reserved"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One column's field (None to leave it out), how sure it is (0 to 1), and the runners-up."""

    label: str
    field: str | None
    score: float
    because: Because
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class MappingProposal:
    """A proposal per column; `target` is None when the table is none that the catalogue knows."""

    target: str | None
    columns: tuple[Proposal, ...]
    fingerprint: str

    @property
    def mapping(self) -> ColumnMapping | None:
        """The proposal as a mapping to confirm or correct."""
        if self.target is None:
            return None
        return ColumnMapping(self.target, tuple(column.field for column in self.columns))


def propose_mapping(
    table: Table,
    *,
    target: str | None = None,
    remembered: Mapping[str, ColumnMapping] | None = None,
    catalogue: Catalogue = TAKEOVER,
) -> MappingProposal:
    """Propose a mapping for the table, for the given target or the one that fits best.

    `remembered` holds accepted mappings by `fingerprint`; one that still passes its checks wins.
    No single-valued field is proposed for two columns.
    """
    key = fingerprint(table.labels)
    known = (remembered or {}).get(key)
    if known is not None and known.target in catalogue.required and target in (None, known.target):
        fields = _widened(known, table.labels)
        if not mapping_problems(fields, table.labels, catalogue):
            return _as_remembered(fields, table.labels, key)
    columns = [*zip(*table.sample(), strict=True)] or [() for _ in table.labels]
    targets = (target,) if target else catalogue.targets
    candidates = [(one, _assigned(catalogue, one, table.labels, columns)) for one in targets]
    best, proposals = max(candidates, key=lambda candidate: _worth(catalogue, *candidate))
    return MappingProposal(best if target or _fits(catalogue, best, proposals) else None, proposals, key)


def _widened(known: ColumnMapping, labels: Sequence[str]) -> ColumnMapping:
    """Lay a remembered mapping over columns among which problem columns may have appeared."""
    fields = iter(known.fields)
    spread = tuple(None if is_reserved(label) else next(fields, None) for label in labels)
    return ColumnMapping(known.target, spread)


def _as_remembered(mapping: ColumnMapping, labels: Sequence[str], key: str) -> MappingProposal:
    columns = tuple(
        Proposal(label, field, EXACT, Because.REMEMBERED)
        for label, field in zip(labels, mapping.fields, strict=True)
    )
    return MappingProposal(mapping.target, columns, key)


def _worth(catalogue: Catalogue, target: str, proposals: Sequence[Proposal]) -> tuple[bool, float]:
    return _fits(catalogue, target, proposals), sum(
        proposal.score for proposal in proposals if proposal.field
    )


def _fits(catalogue: Catalogue, target: str, proposals: Sequence[Proposal]) -> bool:
    fields = {proposal.field for proposal in proposals} - {None}
    headed = sum(1 for proposal in proposals if proposal.label and proposal.because is not Because.RESERVED)
    return not fields.isdisjoint(catalogue.required[target]) and len(fields) >= _LEAST_SHARE * headed


def _assigned(
    catalogue: Catalogue, target: str, labels: Sequence[str], columns: Sequence[Sequence[Raw]]
) -> tuple[Proposal, ...]:
    """Give out fields by falling score, each single-valued one once."""
    scores = sorted(_scores(catalogue, target, labels, columns), reverse=True)
    given: dict[int, tuple[str, float, Because]] = {}
    taken: set[str] = set()
    for score, nearness, code, because in scores:
        column = -nearness
        if (
            score >= THRESHOLD
            and column not in given
            and (code not in taken or catalogue.by_code[code].several)
        ):
            given[column] = (code, score, because)
            taken.add(code)
    return tuple(_proposal(index, label, given, scores) for index, label in enumerate(labels))


def _proposal(
    index: int,
    label: str,
    given: Mapping[int, tuple[str, float, Because]],
    scores: Sequence[tuple[float, int, str, Because]],
) -> Proposal:
    if is_reserved(label):
        return Proposal(label, None, EXACT, Because.RESERVED)
    code, score, because = given.get(index, (None, 0.0, Because.NOTHING))
    others = tuple((other, worth) for worth, place, other, _ in scores if place == -index and other != code)
    return Proposal(label, code, score, because, others[:3])


def _scores(
    catalogue: Catalogue, target: str, labels: Sequence[str], columns: Sequence[Sequence[Raw]]
) -> Iterator[tuple[float, int, str, Because]]:
    for index, (label, cells) in enumerate(zip(labels, columns, strict=True)):
        if is_reserved(label):
            continue
        shape = distinctive(cells)
        for field in catalogue.fields_of(target):
            by_heading = heading_score(field, label)
            if by_heading:
                score, because = _weighed(by_heading, field, cells, shape), Because.HEADING
            elif shape is field.type and not _is_against(field, label):
                score, because = _CONTENT_ALONE, Because.CONTENT
            else:
                continue
            yield round(score, 3), -index, field.code, because


def _weighed(by_heading: float, field: Field, cells: Sequence[Raw], shape: FieldType | None) -> float:
    """Cells that do not read as the field halve its heading's word; cells that show it plainly raise it."""
    share = share_that_fits(field, cells)
    if share is None:
        return by_heading * 0.95
    if field.type is FieldType.LABEL and share < THRESHOLD:
        # 房屋 or 地址 over plain room numbers is a heading for them, not for whole labels.
        return by_heading * 0.6
    raised = by_heading + (0.05 if shape is field.type else 0)
    return min(EXACT, raised * (0.5 + 0.5 * share))


@lru_cache(maxsize=16384)
def heading_score(field: Field, label: str) -> float:
    """Return how surely a heading names the field: 1 outright, less when it only holds one of its names."""
    group, _, lower = label.rpartition(GROUP_MARK)
    variants = {comparable(lower): EXACT, comparable(label.replace(GROUP_MARK, "")): EXACT}
    if group:
        variants[comparable(lower + group.rsplit(GROUP_MARK, 1)[-1])] = 0.95
    if _is_against(field, label):
        return 0.0
    names = _names(field)
    outright = [worth * names[text] for text, worth in variants.items() if text in names]
    if outright:
        return max(outright)
    held = [len(name) / len(text) for text in variants for name in names if len(name) >= 2 and name in text]
    return 0.5 + 0.4 * max(held) if held else 0.0


@lru_cache(maxsize=256)
def _names(field: Field) -> Mapping[str, float]:
    """Return the field's headings with their worth: its own name first, later synonyms a little less sure."""
    own = {comparable(name): EXACT for name in (field.zh, field.en, field.code)}
    later = {
        comparable(name): 0.98 - 0.08 * place / len(field.synonyms)
        for place, name in enumerate(field.synonyms)
    }
    return {**later, **own}


def _is_against(field: Field, label: str) -> bool:
    """Whether the heading is that of something else; a group of several topics (交付及车位) only as a whole."""
    if comparable(label) in _names(field):
        return False
    group, _, lower = label.rpartition(GROUP_MARK)
    topics = [comparable(topic) for topic in _TOPICS.split(group) if topic]
    return _holds_excluded(field, comparable(lower)) or (
        bool(topics) and all(_holds_excluded(field, topic) for topic in topics)
    )


def _holds_excluded(field: Field, text: str) -> bool:
    return any(word in text for word in field.excluded)
