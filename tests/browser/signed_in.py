"""People of the two-group world before the console: their session goes into the browser's window."""

from __future__ import annotations

from browser.visitors import Visitor
from worlds.world import Client


def enter(visitor: Visitor, person: Client) -> None:
    """Sign the window in as `person`, as if they had come through the page."""
    token = person.cookies["manyhold_session"]
    visitor.page.context.add_cookies(
        [
            {"name": name, "value": value, "url": visitor.root}
            for name, value in (("manyhold_session", token), ("manyhold_csrf", person.csrf))
        ]
    )
