"""The built-in roles of the trade. Which permissions each holds is said by the modules that offer them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """A post with its customary rights; `is_administrator` wants a second factor to sign in."""

    code: str
    zh: str
    en: str
    is_administrator: bool = False


GROUP_ADMINISTRATOR = "group_administrator"
SECURITY_ADMINISTRATOR = "security_administrator"
AUDITOR = "auditor"
REGION_MANAGER = "region_manager"
PROJECT_MANAGER = "project_manager"
HOUSEKEEPER = "housekeeper"
CALL_CENTRE_AGENT = "call_centre_agent"
CUSTOMER_SERVICE = "customer_service"
DISPATCHER = "dispatcher"
DUTY_MANAGER = "duty_manager"
TECHNICIAN = "technician"
INSPECTOR = "inspector"
QUALITY_AUDITOR = "quality_auditor"
GUARD = "guard"
CLEANER = "cleaner"
CONTRACTOR = "contractor"
CASHIER = "cashier"
ACCOUNTANT = "accountant"

BUILT_IN = (
    Role(GROUP_ADMINISTRATOR, "集团管理员", "Group administrator", is_administrator=True),
    Role(SECURITY_ADMINISTRATOR, "安全管理员", "Security administrator", is_administrator=True),
    Role(AUDITOR, "审计员", "Auditor", is_administrator=True),
    Role(REGION_MANAGER, "区域经理", "Region manager"),
    Role(PROJECT_MANAGER, "项目经理", "Project manager"),
    Role(HOUSEKEEPER, "管家", "Housekeeper"),
    Role(CALL_CENTRE_AGENT, "400 坐席", "Call-centre agent"),
    Role(CUSTOMER_SERVICE, "客服", "Customer service"),
    Role(DISPATCHER, "调度员", "Dispatcher"),
    Role(DUTY_MANAGER, "值班经理", "Duty manager"),
    Role(TECHNICIAN, "维修技工", "Technician"),
    Role(INSPECTOR, "巡检员", "Inspector"),
    Role(QUALITY_AUDITOR, "品质督导", "Quality auditor"),
    Role(GUARD, "秩序员", "Guard"),
    Role(CLEANER, "保洁员", "Cleaner"),
    Role(CONTRACTOR, "外委单位", "Contractor"),
    Role(CASHIER, "收费员", "Cashier"),
    Role(ACCOUNTANT, "会计", "Accountant"),
)
BY_CODE = {role.code: role for role in BUILT_IN}

MANAGERS = (GROUP_ADMINISTRATOR, REGION_MANAGER, PROJECT_MANAGER)
DESK = (CUSTOMER_SERVICE, HOUSEKEEPER, DUTY_MANAGER, DISPATCHER)
FINANCE = (CASHIER, ACCOUNTANT)
FIELD = (TECHNICIAN, INSPECTOR, GUARD, CLEANER)
EVERYBODY = tuple(
    role.code for role in BUILT_IN if role.code not in (SECURITY_ADMINISTRATOR, AUDITOR, CONTRACTOR)
)
