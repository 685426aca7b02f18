"""Agreements: the register of service contracts, and the warnings before they end."""

from manyhold.foundation.organisation.roles import ACCOUNTANT, MANAGERS, PROJECT_MANAGER
from manyhold.kernel.modules import DataObject, Export, Manifest, Permission, Schedule

HERE = "manyhold.modules.agreements"

MANIFEST = Manifest(
    name="agreements",
    zh="合同",
    en="Agreements",
    is_optional=True,
    permissions=(
        Permission(
            "agreements.read",
            "查看服务合同",
            "See service contracts",
            roles=(*MANAGERS, ACCOUNTANT),
            needs_whole_project=True,
        ),
        Permission(
            "agreements.keep",
            "登记服务合同",
            "Keep service contracts",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
    ),
    routers=(f"{HERE}.api:routes",),
    models=(f"{HERE}.models",),
    objects=(
        DataObject(
            "agreement",
            "服务合同",
            "Service contract",
            f"{HERE}.models:Agreement",
            f"{HERE}.described:FIELDS",
            owner=PROJECT_MANAGER,
        ),
    ),
    file_limits={"agreements.file": 100},
    lists={"agreements": ("project_id", "state", "within_days")},
    file_purposes={"agreements.file": "agreements.read"},
    messages={
        "agreements.expiring": (
            "服务合同《{title}》将于 {day} 到期，还有 {days} 天",
            "The service contract “{title}” ends on {day}, in {days} days",
        ),
    },
    jobs={"agreements.warn": f"{HERE}.jobs:warn"},
    schedules=(Schedule("agreements.warn", every_seconds=24 * 3600),),
    exports=(Export("agreements", "服务合同", "Service contracts", f"{HERE}.leaving:agreements"),),
    matters=(f"{HERE}.leaving:matters",),
)
