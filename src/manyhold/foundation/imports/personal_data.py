"""Workbooks as they came: all personal data, needed only as long as a load may have to be reversed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, cast, null, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.imports.models import LOADED, Import, ImportSheet
from manyhold.foundation.imports.staging.models import Finding, StagedParties
from manyhold.kernel import bulk
from manyhold.kernel.clock import start_of_day
from manyhold.kernel.context import Context
from manyhold.kernel.database import Id


def workbooks_due(before: date) -> Select[Any]:
    """Loads of before that day whose workbook is still kept; it names hundreds, so no one party's."""
    return select(Import.id, cast(null(), Id).label("party_id")).where(
        Import.state == LOADED,
        Import.swept_at.is_(None),
        Import.loaded_at < start_of_day(before, GROUP_ZONE),
    )


def remove_workbooks(ctx: Context, import_ids: Sequence[int]) -> int:
    """Forget what these imports hold of people; their files go with the next sweep, and the loads stand for good."""
    for kind in (StagedParties, Finding, ImportSheet):
        bulk.delete_where(ctx.session, kind, [kind.import_id.in_(import_ids)], is_audited=False)
    return bulk.update_where(ctx.session, Import, [Import.id.in_(import_ids)], {"swept_at": ctx.now})
