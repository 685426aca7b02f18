"""Reads: a project's marks, and their pictures as they are drawn."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from manyhold.foundation.files.storage import content_key
from manyhold.foundation.printing.drawing import Marks, svg_of
from manyhold.foundation.printing.marks.models import ProjectMarks
from manyhold.kernel.contents import ContentMissing, ContentStore
from manyhold.kernel.context import Context


def kept(ctx: Context, project_id: int) -> ProjectMarks | None:
    """The row of a project, if it has one."""
    return ctx.one(ProjectMarks, ProjectMarks.project_id == project_id)


def marks_of(ctx: Context, project_id: int) -> Marks:
    """The marks of a project today."""
    row = kept(ctx, project_id)
    return Marks() if row is None else marks_from(ctx, row.logo_sha256, row.seal_sha256, row.wording)


def marks_from(ctx: Context, logo_sha256: str, seal_sha256: str, wording: str) -> Marks:
    """Marks of named contents; one that is lost is left out rather than keep a receipt from its payer."""
    return Marks(_svg(ctx, logo_sha256), _svg(ctx, seal_sha256), wording)


def or_sample(marks: Marks) -> Marks:
    """Marks to show a template with: a drawn logo and seal where the project has none."""
    return Marks(
        marks.logo or _sample("logo"), marks.seal or _sample("seal"), marks.wording or "服务热线 400-800-0000"
    )


def _svg(ctx: Context, sha256: str) -> str:
    if not sha256:
        return ""
    try:
        return _drawn(ctx.runtime.contents, content_key(ctx.group_id, sha256))
    except ContentMissing:
        return ""


@lru_cache(maxsize=64)
def _drawn(contents: ContentStore, key: str) -> str:
    """Contents are named by what they hold, so that one read is good for ever."""
    path = contents.path(key)
    return svg_of(path.read_bytes() if path is not None else b"".join(contents.open(key).chunks))


@lru_cache(maxsize=2)
def _sample(name: str) -> str:
    return (Path(__file__).parents[1] / f"{name}.svg").read_text(encoding="utf-8")
