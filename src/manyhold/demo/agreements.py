"""The service contract of each site: most run for years yet, one ends within 90 days and one within 180."""

from __future__ import annotations

from datetime import date, timedelta

from manyhold.demo.stage import Site, Stage, at
from manyhold.foundation.organisation.models import Project
from manyhold.modules.agreements.schemas import AgreementIn, ClientKind, FeeStandard
from manyhold.modules.agreements.service import enter

_ENDS_IN = (71, 152)
"""Days until the contracts of the first sites end."""
_FEES = {
    "residential": (("物业服务费", "2.80 元/㎡·月"), ("地下车位管理费", "80 元/个·月")),
    "commercial": (("物业服务费", "8.50 元/㎡·月"), ("空调能源费", "按表分摊")),
    "office": (("物业服务费", "12.00 元/㎡·月"),),
    "industrial": (("物业服务费", "3.20 元/㎡·月"),),
}


def enter_all(stage: Stage) -> None:
    """Enter a contract for each site, and the new one of the site that is being taken over."""
    for number, site in enumerate(stage.sites):
        days = _ENDS_IN[number] if number < len(_ENDS_IN) else 400 + 97 * number
        _enter(stage, site, stage.now.date() + timedelta(days=days))
    if stage.takeover:
        _enter(stage, stage.takeover, None)


def _enter(stage: Stage, site: Site, ends_on: date | None) -> None:
    random = stage.random("agreements", site.code)
    is_home = site.kind == "residential"
    is_commission = not is_home and random.random() < 0.5
    with stage.unit(at(site.since, 10)) as ctx:
        name = ctx.get(Project, site.project_id).name
        client: tuple[str, ClientKind] = (
            (f"{name}业主委员会", "owners_committee") if is_home else (f"{name}置业有限公司", "owner")
        )
        enter(
            ctx,
            AgreementIn(
                project_id=site.project_id,
                title=f"{name}物业服务合同",
                number=f"WY-{site.since.year}-{site.code}",
                client=client[0],
                client_kind=client[1],
                legal_entity_id=site.company_id,
                signed_on=site.since - timedelta(days=random.randrange(15, 45)),
                starts_on=site.since,
                ends_on=ends_on,
                regime="remuneration" if is_commission else "lump_sum",
                rate_bp=1_000 if is_commission else None,
                service_grade=random.choice(("二级", "三级", "四级")) if is_home else "甲级",
                fee_standards=[FeeStandard(name=fee, price=price) for fee, price in _FEES[site.kind]],
                note="到期前三个月须书面提出续签" if ends_on else "至业主委员会签订的新合同生效时止",
            ),
        )
