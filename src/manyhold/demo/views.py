"""Views that people of a project keep of their lists: some for themselves, some shared."""

from __future__ import annotations

from manyhold.demo.stage import Stage
from manyhold.foundation.access.holders import role_holders
from manyhold.foundation.organisation import roles
from manyhold.foundation.views.schemas import Columns, ViewIn
from manyhold.foundation.views.service import save, share

ORDERS, BILLS = "work-orders", "bills"
URGENT = ViewIn(list_key=ORDERS, name="紧急未完", query={"urgency": "urgent", "is_open": "true"})
LATE = ViewIn(
    list_key=ORDERS,
    name="逾期跟进",
    query={"late": "true", "is_open": "true"},
    columns=Columns(widths={"number": 150}),
)


def keep(stage: Stage) -> None:
    """The director's for the group, the manager's for the first project, the dispatcher's own."""
    site = stage.sites[0]
    former = {"state": "open", "to_period": str((stage.now.year - 1) * 100 + 12)}
    arrears = ViewIn(list_key=BILLS, name="往年欠费", query=former)
    with stage.unit(stage.now) as ctx:
        [director] = role_holders(ctx, roles.GROUP_ADMINISTRATOR, site.project_id, "group")[:1]
    for person, wanted, project_id, is_shared in (
        (director, LATE, None, True),
        (site.staff[roles.PROJECT_MANAGER][0], arrears, site.project_id, True),
        (site.staff[roles.DISPATCHER][0], URGENT, None, False),
    ):
        with stage.unit(stage.now, person) as ctx:
            view = save(ctx, wanted)
            ctx.session.flush()
            if is_shared:
                share(ctx, view.id, project_id)
