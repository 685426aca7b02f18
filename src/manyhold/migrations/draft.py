"""`python -m manyhold.migrations.draft "what changes"`: write the next migration from the difference to the models.

A draft is read and mended before it is committed; the walls of new tables are appended from their scope classes.
`--initial` writes the first migration anew, which is allowed until the first release.
"""

from __future__ import annotations

import sys
from typing import Any

from alembic import command
from sqlalchemy import create_engine

from manyhold.app import load_models
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import LinkScoped, Scoped, space_tree
from manyhold.migrations.upgrade import FOLDER, config


def walls(tables: set[str]) -> list[str]:
    """The lines that protect the new `tables`."""
    lines: list[str] = []
    mapped = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # pyright: ignore
    for table in sorted(tables):
        kind: Any = mapped.get(table)
        if kind is None or not issubclass(kind, Scoped):
            lines.append(f'system_only("{table}")')
        elif issubclass(kind, LinkScoped):
            links = (
                f'link="{kind.link_table}", link_column="{kind.link_column}", linked_by="{kind.linked_by}"'
            )
            lines.append(f'raise_wall("{table}", "link", {links})')
        elif kind.policy == "space" and space_tree().__tablename__ != "spaces_space":
            raise ValueError("the table of spaces has another name")
        else:
            lines.append(f'raise_wall("{table}", "{kind.policy}")')
    return lines


def main(arguments: list[str]) -> None:
    """Draft a migration; the message is the last argument."""
    load_models()
    is_initial = "--initial" in arguments
    if is_initial:
        for path in (FOLDER / "versions").glob("*.py"):
            path.unlink()
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        if not is_initial:
            command.upgrade(config(connection), "head")
        made: set[str] = set()

        def note_tables(_context: Any, _revision: Any, directives: Any) -> None:
            for operation in directives[0].upgrade_ops.ops:
                if type(operation).__name__ == "CreateTableOp":
                    made.add(operation.table_name)

        number = len(list((FOLDER / "versions").glob("*.py"))) + 1
        script: Any = command.revision(
            config(connection),
            message=arguments[-1],
            autogenerate=True,
            rev_id=f"{number:04d}",
            process_revision_directives=note_tables,
        )
    lines = walls(made)
    if is_initial:
        lines.append("start_ids()")
    path = FOLDER / "versions" / script.path.rsplit("/", 1)[-1]
    body = path.read_text()
    addition = "".join(f"    {line}\n" for line in lines)
    path.write_text(body.replace("\n\n\ndef downgrade", f"\n{addition}\n\ndef downgrade"))


if __name__ == "__main__":
    main(sys.argv[1:])
