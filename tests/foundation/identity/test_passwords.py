"""What a kept password costs whoever stole the database."""

from __future__ import annotations

import os
import subprocess
import sys


def test_a_password_is_hashed_as_dearly_as_the_standard_asks() -> None:
    """RFC 9106, second recommended option; asked of a process of its own, as the tests hash at less cost."""
    ask = "from manyhold.foundation.identity.passwords import hash_password; print(hash_password('Quiet-Garden-7'))"
    told = subprocess.run(
        [sys.executable, "-c", ask], env=os.environ, capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
