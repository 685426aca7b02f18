"""Audit: the trail of every write, sign-in, unmasking and export."""

from manyhold.foundation.organisation.roles import AUDITOR
from manyhold.kernel.modules import Manifest, Permission, PersonalData, Schedule

MANIFEST = Manifest(
    name="audit",
    zh="审计",
    en="Audit",
    permissions=(
        Permission("audit.read", "查看审计日志", "Read the audit trail", level="group", roles=(AUDITOR,)),
    ),
    routers=("manyhold.foundation.audit.api:routes",),
    lists={"audit": ("action", "project_id", "from", "to")},
    models=("manyhold.foundation.audit.models",),
    jobs={"audit.forget": "manyhold.foundation.audit.jobs:forget"},
    schedules=(Schedule("audit.forget", every_seconds=86_400),),
    personal_data=(
        PersonalData(
            "audit.trail",
            "操作日志",
            "The audit trail",
            "网络安全法要求的日志留存，至少六个月",
            "Logs that the cybersecurity law wants kept for six months at least",
            "legal_duty",
            ("audit_entry.actor_id", "audit_entry.reason"),
        ),
    ),
)
