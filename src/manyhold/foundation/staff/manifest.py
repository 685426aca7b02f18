"""Staff: who works for the group and on its sites, their certificates, shifts and leave; and how they leave."""

from manyhold.foundation.organisation.roles import (
    DISPATCHER,
    DUTY_MANAGER,
    GROUP_ADMINISTRATOR,
    MANAGERS,
    QUALITY_AUDITOR,
    SECURITY_ADMINISTRATOR,
)
from manyhold.foundation.staff.catalogue import CERTIFICATES
from manyhold.kernel.modules import DataObject, Manifest, Permission, PersonalData, Schedule

MANIFEST = Manifest(
    name="staff",
    zh="员工",
    en="Staff",
    permissions=(
        Permission(
            "staff.read",
            "查看员工档案与排班",
            "See the staff register and rosters",
            roles=(*MANAGERS, SECURITY_ADMINISTRATOR, DUTY_MANAGER, DISPATCHER, QUALITY_AUDITOR),
            needs_whole_project=True,
        ),
        Permission(
            "staff.manage",
            "维护员工档案",
            "Keep the staff register",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
        Permission(
            "staff.roster",
            "排班与请假",
            "Plan rosters and leave",
            roles=(*MANAGERS, DUTY_MANAGER),
            needs_whole_project=True,
        ),
        Permission("staff.let_go", "办理离职", "Let people go", roles=MANAGERS, needs_whole_project=True),
        Permission(
            "staff.manage_devices",
            "管理共用设备",
            "Manage shared devices",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
        Permission(
            "staff.organise",
            "维护用工单位与部门",
            "Keep employers and departments",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
    ),
    routers=(
        "manyhold.foundation.staff.employers.api:routes",
        "manyhold.foundation.staff.members.api:routes",
        "manyhold.foundation.staff.leaving.api:routes",
        "manyhold.foundation.staff.certificates.api:routes",
        "manyhold.foundation.staff.rosters.api:routes",
        "manyhold.foundation.staff.devices.api:routes",
        "manyhold.foundation.staff.workbooks.api:routes",
        "manyhold.foundation.staff.directory.api:routes",
    ),
    lists={"staff": ("certificates", "employer_id", "state"), "certificates": ("kind", "standing")},
    models=(
        "manyhold.foundation.staff.employers.models",
        "manyhold.foundation.staff.members.models",
        "manyhold.foundation.staff.certificates.models",
        "manyhold.foundation.staff.rosters.models",
        "manyhold.foundation.staff.devices.models",
        "manyhold.foundation.staff.directory.models",
    ),
    objects=(
        DataObject(
            "member",
            "员工",
            "Staff member",
            "manyhold.foundation.staff.members.models:Member",
            "manyhold.foundation.staff.members.described:FIELDS",
            owner=GROUP_ADMINISTRATOR,
        ),
    ),
    messages={
        f"staff.certificate_{past}.{one.code}": (
            f"{{number}} 的{one.zh}{zh}",
            f"{one.en} of {{number}}: {en}",
        )
        for one in CERTIFICATES
        for past, zh, en in (
            ("expires", "将于 {day} 到期", "valid until {day}"),
            ("expired", "已于 {day} 到期", "expired on {day}"),
        )
    },
    jobs={
        "staff.end_leavers": "manyhold.foundation.staff.leaving.jobs:end_leavers",
        "staff.read_directory": "manyhold.foundation.staff.directory.jobs:read",
        "staff.apply_directory": "manyhold.foundation.staff.directory.jobs:apply",
        "staff.warn_of_expiry": "manyhold.foundation.staff.certificates.jobs:warn",
    },
    schedules=(Schedule("staff.end_leavers", every_seconds=600), Schedule("staff.warn_of_expiry", 24 * 3600)),
    personal_data=(
        PersonalData(
            "staff.members",
            "员工档案",
            "The staff register",
            "用工管理与排班",
            "Employment and rosters",
            "staff",
            (
                "staff_member.name_sealed",
                "staff_member.phone_sealed",
                "staff_directory_link.account_sealed",
                "staff_directory_change.found_sealed",
            ),
        ),
        PersonalData(
            "staff.certificates",
            "员工证件",
            "Certificates of staff",
            "特种作业持证上岗",
            "Licences for special work",
            "legal_duty",
            ("staff_certificate.number_sealed",),
        ),
    ),
)
