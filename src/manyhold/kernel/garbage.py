"""How often Python looks for garbage that counting references does not find.

Its own habit, after each 700 new objects, suits small programs. Here an import holds a hundred thousand rows for
a while and a list makes some thousand for a moment: looking through them again and again cost a fifth of the time
of both and found nothing. What waits longer now is at most some ten megabytes.
"""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000
YOUNGER_ROUNDS = 20


def look_less_often() -> None:
    """Set it for this process."""
    gc.set_threshold(NEW_OBJECTS, YOUNGER_ROUNDS, YOUNGER_ROUNDS)
