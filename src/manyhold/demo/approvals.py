"""Chains as a headquarters would set them, and requests for more looks at personal data in every state."""

from __future__ import annotations

from datetime import datetime, timedelta

from manyhold.demo.stage import Site, Stage
from manyhold.foundation.access.holders import role_holders
from manyhold.foundation.approvals.chains.schemas import ChainIn, SeatIn, StepIn
from manyhold.foundation.approvals.chains.service import publish
from manyhold.foundation.approvals.requests import service
from manyhold.foundation.approvals.requests.models import Request
from manyhold.foundation.organisation import roles
from manyhold.foundation.parties.reveals.schemas import RevealMoreIn
from manyhold.foundation.parties.reveals.service import REVEAL_MORE, ask_for_more
from manyhold.kernel.clock import business_date

REGION = StepIn(name="区域审核", needs="any", seats=[SeatIn(role=roles.REGION_MANAGER, at="tree")])
PROJECT = StepIn(
    name="项目审核",
    needs="any",
    seats=[
        SeatIn(role=roles.PROJECT_MANAGER, at="project"),
        SeatIn(role=roles.REGION_MANAGER, at="tree"),
    ],
)
GROUP = StepIn(
    name="集团会签",
    needs="all",
    seats=[
        SeatIn(role=roles.GROUP_ADMINISTRATOR, at="group"),
        SeatIn(role=roles.ACCOUNTANT, at="group"),
    ],
)


def design(stage: Stage, since: datetime) -> None:
    """Headquarters' chains: large loads, and more looks at personal data, many of them by the region too."""
    site = stage.sites[0]
    with stage.unit(since) as ctx:
        [director] = role_holders(ctx, roles.GROUP_ADMINISTRATOR, site.project_id, "group")[:1]
    wanted = (
        ("imports.load", "大批量导入", 1_000, [REGION, GROUP]),
        (REVEAL_MORE, "查看个人信息", None, [PROJECT]),
        (REVEAL_MORE, "大量查看个人信息", 100, [PROJECT, REGION]),
    )
    with stage.unit(since, director) as ctx:
        day = business_date(ctx.now, "Asia/Shanghai")
        for document, name, at_least, steps in wanted:
            publish(
                ctx,
                ChainIn(document_type=document, name=name, starts_on=day, at_least=at_least, steps=steps),
            )


def ask(stage: Stage) -> None:
    """Requests of the first site's people: two that wait, one at its second step, and three that have ended."""
    site, now = stage.sites[0], stage.now
    manager = site.staff[roles.PROJECT_MANAGER][0]
    service_desk = site.staff[roles.CUSTOMER_SERVICE][0]
    dispatcher, duty = site.staff[roles.DISPATCHER][0], site.staff[roles.DUTY_MANAGER][0]
    made = _ask(stage, site, dispatcher, 30, "核对停水通知电话", now - timedelta(days=9))
    _act(stage, site, manager, made, "approve", "同意，用后即止", now - timedelta(days=9, hours=-1))
    made = _ask(stage, site, duty, 500, "全部业主电话核对", now - timedelta(days=6))
    _act(stage, site, manager, made, "refuse", "范围过大，请分楼栋申请", now - timedelta(days=6, hours=-2))
    made = _ask(stage, site, duty, 120, "3 栋业主电话核对", now - timedelta(days=2))
    _act(stage, site, manager, made, "approve", "已核实", now - timedelta(days=2, hours=-1))
    made = _ask(stage, site, dispatcher, 40, "联系漏水楼层", now - timedelta(days=1))
    _act(stage, site, manager, made, "return", "请写明楼栋和单元", now - timedelta(days=1, hours=-3))
    _ask(stage, site, service_desk, 60, "本月集中催缴，逐户联系", now - timedelta(hours=3))
    _ask(stage, site, manager, 20, "复核回访记录", now - timedelta(hours=2))


def _ask(stage: Stage, site: Site, person: int, fields: int, reason: str, when: datetime) -> int:
    with stage.unit(when, person, only=site) as ctx:
        return ask_for_more(ctx, RevealMoreIn(project_id=site.project_id, fields=fields, reason=reason)).id


def _act(
    stage: Stage, site: Site, person: int, request_id: int, name: str, comment: str, when: datetime
) -> None:
    with stage.unit(when, person, only=site) as ctx:
        service.act(ctx, ctx.get(Request, request_id), name, comment)
