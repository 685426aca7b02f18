"""The trade's lists: certificates that people must hold, and the reasons for which they are away."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CertificateKind:
    """A kind of certificate; one that `expires` is of no use without its last day."""

    code: str
    zh: str
    en: str
    expires: bool


CERTIFICATES = (
    CertificateKind("electrician_low", "低压电工作业证", "Low-voltage electrician", True),
    CertificateKind("electrician_high", "高压电工作业证", "High-voltage electrician", True),
    CertificateKind("lift_mechanic", "电梯修理作业证（T）", "Lift mechanic (T)", True),
    CertificateKind("lift_safety", "电梯安全管理证（A）", "Lift safety officer (A)", True),
    CertificateKind("fire_facility", "消防设施操作员证", "Fire facility operator", False),
    CertificateKind("welder", "焊接与热切割作业证", "Welder", True),
    CertificateKind("work_at_height", "高处作业证", "Work at height", True),
    CertificateKind("confined_space", "有限空间作业证", "Confined spaces", True),
    CertificateKind("refrigeration", "制冷与空调作业证", "Refrigeration and air conditioning", True),
    CertificateKind("pressure_vessel", "压力容器操作证（R）", "Pressure vessel operator (R)", True),
    CertificateKind("boiler", "锅炉操作证（G）", "Boiler operator (G)", True),
    CertificateKind("security_guard", "保安员证", "Security guard", False),
    CertificateKind("health", "健康证", "Health certificate", True),
    CertificateKind("driver", "机动车驾驶证", "Driving licence", True),
    CertificateKind("property_manager", "物业管理师证", "Property manager", False),
    CertificateKind("other", "其他证书", "Other certificate", False),
)
"""Special operations are reviewed every three years and renewed every six, special equipment every four, health
every year (安监总局令第 30 号, TSG Z6001, 公共场所卫生管理条例); a vocational qualification holds for life."""
CERTIFICATE_BY_CODE = {one.code: one for one in CERTIFICATES}
WARNED_DAYS_BEFORE = (60, 30)

ABSENCES = (
    "annual",
    "sick",
    "personal",
    "marriage",
    "maternity",
    "bereavement",
    "injury",
    "in_lieu",
    "training",
)
"""Why somebody is away: 年假、病假、事假、婚假、产假、丧假、工伤、调休、培训."""
