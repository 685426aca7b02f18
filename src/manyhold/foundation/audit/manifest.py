"""Audit: the trail of every write, sign-in, unmasking and export."""

from manyhold.foundation.organisation.roles import AUDITOR
from manyhold.kernel.modules import Manifest, Permission, Schedule

MANIFEST = Manifest(
    name="audit",
    zh="审计",
    en="Audit",
    permissions=(
        Permission("audit.read", "查看审计日志", "Read the audit trail", level="group", roles=(AUDITOR,)),
    ),
    routers=("manyhold.foundation.audit.api:routes",),
    models=("manyhold.foundation.audit.models",),
    jobs={"audit.forget": "manyhold.foundation.audit.jobs:forget"},
    schedules=(Schedule("audit.forget", every_seconds=86_400),),
)
