"""A folder in memory for what tests write: a database's promises to the disk cost more there than its work."""

import os
import shutil
from pathlib import Path

FOLDER_VARIABLE = "PYTEST_DEBUG_TEMPROOT"
"""Where pytest makes the folders of its tests."""
SHARED_MEMORY = Path("/dev/shm")
LEAST_BYTES = 4 * 2**30


def folder() -> dict[str, str]:
    """The variable that names the folder; nothing when one is named already or memory is scarce."""
    if FOLDER_VARIABLE in os.environ or not os.access(SHARED_MEMORY, os.W_OK):
        return {}
    if shutil.disk_usage(SHARED_MEMORY).free < LEAST_BYTES:
        return {}
    return {FOLDER_VARIABLE: str(SHARED_MEMORY)}
