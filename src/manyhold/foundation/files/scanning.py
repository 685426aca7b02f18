"""Nothing is kept in which the scanner found something."""

from __future__ import annotations

import structlog

from manyhold.foundation.audit.service import note_while_reading
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Problem
from manyhold.kernel.scanning import ScannerAway

INFECTED = "file_infected"
log = structlog.get_logger()


def require_clean(ctx: Context, content: bytes, *, subject: str, project_id: int | None) -> None:
    """Have a content scanned, where a scanner is set up; what was found stands in the audit trail.

    To be called before anything is written. Raises BadInput `file_infected`, Problem 503 `scanner_away` unless the
    settings let contents pass unscanned meanwhile.
    """
    runtime = ctx.runtime
    if runtime.scanner is None:
        return
    try:
        found = runtime.scanner.verdict(content)
    except ScannerAway as error:
        log.warning("scanner_away", error=str(error), passed=runtime.settings.scanner_may_be_away)
        if runtime.settings.scanner_may_be_away:
            return
        raise Problem("scanner_away", status=503, headers={"Retry-After": "60"}) from error
    if found:
        note_while_reading(
            ctx, INFECTED, subject, project_id=project_id, found=found[:120], size=len(content)
        )
        raise BadInput.of("file", INFECTED, found=found[:120])
