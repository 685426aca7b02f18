"""Privacy: people's requests about their data, consents, the register of processing, retention, impact, incidents."""

from manyhold.foundation.organisation.roles import (
    AUDITOR,
    CUSTOMER_SERVICE,
    GROUP_ADMINISTRATOR,
    MANAGERS,
    SECURITY_ADMINISTRATOR,
)
from manyhold.foundation.organisation.tokens import PROJECT_CODE
from manyhold.kernel.modules import Document, Fact, Manifest, Numbered, Permission, PersonalData, Schedule

HERE = "manyhold.foundation.privacy"

MANIFEST = Manifest(
    name="privacy",
    zh="隐私",
    en="Privacy",
    permissions=(
        Permission(
            "privacy.read_requests",
            "查看个人信息请求与同意",
            "See requests about personal data, and consents",
            roles=(*MANAGERS, CUSTOMER_SERVICE, SECURITY_ADMINISTRATOR, AUDITOR),
            needs_whole_project=True,
        ),
        Permission(
            "privacy.receive",
            "受理个人信息请求与同意",
            "Receive requests about personal data, and consents",
            roles=(*MANAGERS, CUSTOMER_SERVICE, SECURITY_ADMINISTRATOR),
            needs_whole_project=True,
        ),
        Permission(
            "privacy.handle",
            "办理个人信息请求",
            "Answer requests: copy, correct, erase",
            level="group",
            roles=(SECURITY_ADMINISTRATOR,),
        ),
        Permission(
            "privacy.read",
            "查看个人信息保护台账",
            "See the registers of privacy",
            level="group",
            roles=(GROUP_ADMINISTRATOR, SECURITY_ADMINISTRATOR, AUDITOR),
        ),
        Permission(
            "privacy.keep",
            "维护个人信息保护台账",
            "Keep the registers of privacy",
            level="group",
            roles=(GROUP_ADMINISTRATOR, SECURITY_ADMINISTRATOR),
        ),
        Permission(
            "privacy.review_looks",
            "审阅明文查看记录",
            "Review who looked at full personal data",
            level="group",
            roles=(SECURITY_ADMINISTRATOR, AUDITOR),
        ),
    ),
    routers=(
        f"{HERE}.settings.api:routes",
        f"{HERE}.requests.api:routes",
        f"{HERE}.consents.api:routes",
        f"{HERE}.activities.api:routes",
        f"{HERE}.retention.api:routes",
        f"{HERE}.looks.api:routes",
        f"{HERE}.assessments.api:routes",
        f"{HERE}.incidents.api:routes",
    ),
    models=(
        f"{HERE}.settings.models",
        f"{HERE}.consents.models",
        f"{HERE}.requests.models",
        f"{HERE}.activities.models",
        f"{HERE}.retention.models",
        f"{HERE}.assessments.models",
        f"{HERE}.incidents.models",
    ),
    lists={
        "privacy-requests": ("kind", "state", "project_id"),
        "privacy-consents": ("purpose_id", "in_force"),
        "privacy-activities": ("is_sensitive",),
        "privacy-assessments": ("state",),
        "privacy-incidents": ("state", "is_drill"),
    },
    file_purposes={"privacy.export": "privacy.handle", "privacy.assessment": "privacy.read"},
    file_limits={"privacy.export": 200},
    numbers=(
        Numbered(
            "privacy.request",
            "个人信息请求",
            "Privacy request",
            "GR-{project.code}-{yyyy}-{seq:4}",
            tokens=(PROJECT_CODE,),
            longest=60,
        ),
    ),
    documents=(
        Document(
            "privacy.export",
            "提供个人信息副本",
            "Copy of a person's data",
            permission="privacy.handle",
            decision=f"{HERE}.contract:ExportDecided",
            facts=(Fact("records", "信息条数", "Records", "count"),),
        ),
    ),
    subscriptions={"privacy.export_decided": f"{HERE}.handlers:on_export_decided"},
    queries={f"{HERE}.contract:ConsentQueries": f"{HERE}.consents.queries:Consents"},
    messages={
        "privacy.request_due": (
            "个人信息请求 {number} 须在 {day} 前答复",
            "The privacy request {number} is to be answered by {day}",
        ),
        "privacy.erasure_free": (
            "暂缓的删除请求 {number} 已无留存事由，可以办理",
            "Nothing holds the erasure {number} any longer: it can go ahead",
        ),
    },
    jobs={
        "privacy.export": f"{HERE}.requests.jobs:make_copy",
        "privacy.remove_copies": f"{HERE}.requests.jobs:remove_copies",
        "privacy.remind": f"{HERE}.requests.jobs:remind",
        "privacy.look_for_due": f"{HERE}.retention.jobs:look",
        "privacy.remove_due": f"{HERE}.retention.jobs:remove",
        "privacy.draw_assessment": f"{HERE}.assessments.jobs:draw",
    },
    schedules=(
        Schedule("privacy.remove_copies", every_seconds=24 * 3600),
        Schedule("privacy.remind", every_seconds=24 * 3600),
        Schedule("privacy.look_for_due", every_seconds=24 * 3600),
    ),
    personal_data=(
        PersonalData(
            "privacy.consents",
            "同意与撤回记录",
            "Consents and withdrawals",
            "证明已取得同意，至少保存三年",
            "Proof that people agreed; kept for three years at least",
            "legal_duty",
            ("privacy_consent.party_id", "privacy_hold.party_id"),
            collect=f"{HERE}.consents.queries:collect",
        ),
        PersonalData(
            "privacy.requests",
            "个人信息请求",
            "Privacy requests",
            "受理并答复个人行使权利的请求",
            "Answering people who exercise their rights",
            "legal_duty",
            ("privacy_request.applicant_sealed", "privacy_request.details_sealed"),
        ),
    ),
)
