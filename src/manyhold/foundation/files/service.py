"""Verbs: take a file in, open one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from manyhold.foundation.files import kinds, pictures
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.scanning import require_clean
from manyhold.foundation.files.storage import FileStore, content_key, thumbnail_key
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.contents import ContentMissing, Opened
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, NotFound, Problem

LONGEST_NAME = 200


def store(ctx: Context) -> FileStore:
    """The contents of this installation."""
    return FileStore(ctx.runtime.contents)


def take_in(
    ctx: Context,
    content: bytes,
    *,
    name: str,
    purpose: str,
    project_id: int | None,
    space_id: int | None = None,
) -> StoredFile:
    """Check, clean and keep a file, and write its row.

    Nothing of the database is touched before the content lies safe, so no write lock is held over file work;
    a content whose row never came is swept away later. Raises Problem 413 `file_too_large`, BadInput
    `unknown_purpose`, and what `kinds.recognise` and `pictures.cleaned` refuse.
    """
    require_place(ctx, project_id, space_id)
    require_size(ctx, purpose, len(content))
    media_type = kinds.recognise(content, name)
    require_clean(ctx, content, subject=StoredFile.__tablename__, project_id=project_id)
    picture = pictures.cleaned(content, media_type) if media_type in kinds.PICTURES else None
    kept = content if picture is None else picture.content
    thumbnail = None if picture is None else picture.thumbnail
    sha256 = store(ctx).put(ctx.group_id, kept, thumbnail, media_type=media_type)
    if space_id is not None and ctx.one(Space, Space.id == space_id, Space.project_id == project_id) is None:
        raise BadInput.of("space_id", "unknown_reference")
    file = StoredFile(
        group_id=ctx.group_id,
        project_id=project_id,
        space_id=space_id,
        purpose=purpose,
        name=_plain_name(name, media_type),
        media_type=media_type,
        size=len(kept),
        sha256=sha256,
        width=None if picture is None else picture.width,
        height=None if picture is None else picture.height,
        has_thumbnail=picture is not None,
        uploaded_by=ctx.actor.id,
        uploaded_at=ctx.now,
    )
    ctx.session.add(file)
    ctx.session.flush()
    return file


def readable(ctx: Context, file_id: int) -> StoredFile:
    """A file that the actor may read: what is for a purpose is read by that purpose's permission, or by its giver.

    Raises NotFound, also for a file that is there for others.
    """
    file = ctx.get(StoredFile, file_id)
    permission = ctx.runtime.registry.file_permission(file.purpose)
    is_own = file.uploaded_by == ctx.actor.id
    if not is_own and (permission is None or not ctx.may(permission, file.project_id, file.space_id)):
        raise NotFound("not_found", kind=StoredFile.__tablename__, id=file_id)
    return file


@dataclass(frozen=True, slots=True)
class Content:
    """Where the bytes of a file are to be had: by a link, in a file of this machine, or part by part."""

    link: str | None = None
    path: Path | None = None
    opened: Opened | None = None


def content(ctx: Context, file: StoredFile, *, is_thumbnail: bool = False) -> Content:
    """The bytes. Raises NotFound `thumbnail_missing`, `content_missing`, Problem 503 `contents_away`.

    A link is given for pictures alone: a document is saved under its name, which only we know.
    """
    if is_thumbnail and not file.has_thumbnail:
        raise NotFound("thumbnail_missing", id=file.id)
    key = (thumbnail_key if is_thumbnail else content_key)(file.group_id, file.sha256)
    contents = ctx.runtime.contents
    if file.media_type in kinds.PICTURES and (link := contents.link(key)):
        return Content(link=link)
    try:
        path = contents.path(key)
        return Content(path=path) if path is not None else Content(opened=contents.open(key))
    except ContentMissing:
        raise NotFound("content_missing", id=file.id) from None


def require_size(ctx: Context, purpose: str, size: int) -> None:
    """Raise BadInput `unknown_purpose`, Problem 413 `file_too_large`."""
    if ctx.runtime.registry.file_permission(purpose) is None:
        raise BadInput.of("purpose", "unknown_purpose")
    most = ctx.runtime.registry.file_limit(purpose)
    if size > most:
        raise Problem("file_too_large", status=413, most_bytes=most)


def require_place(ctx: Context, project_id: int | None, space_id: int | None) -> None:
    """Raise BadInput where the actor may store nothing."""
    scope = ctx.scope
    if project_id is None and not scope.group_wide:
        raise BadInput.of("project_id", "value_missing")
    if project_id is not None and project_id not in scope.visible_projects:
        raise BadInput.of("project_id", "unknown_reference")
    if space_id is None and project_id in scope.narrowed - scope.projects:
        raise BadInput.of("space_id", "space_missing")


def _plain_name(name: str, media_type: str) -> str:
    """The file's own name without folders and unprintable characters; a picture's ending says what it is."""
    plain = "".join(filter(str.isprintable, name.replace("\\", "/").rsplit("/", 1)[-1])).strip()
    path = PurePath(plain or "file")
    ending = kinds.PICTURES.get(media_type, path.suffix.lower())
    return path.stem[: LONGEST_NAME - len(ending)] + ending
