"""Work orders: repairs, complaints, enquiries and whatever else somebody has to see to."""

from manyhold.foundation.organisation.roles import (
    CALL_CENTRE_AGENT,
    CUSTOMER_SERVICE,
    DESK,
    DISPATCHER,
    DUTY_MANAGER,
    FIELD,
    HOUSEKEEPER,
    MANAGERS,
    QUALITY_AUDITOR,
    TECHNICIAN,
)
from manyhold.kernel.modules import Manifest, Permission, Schedule

READ = "workorders.read"

MANIFEST = Manifest(
    name="workorders",
    zh="工单",
    en="Work orders",
    is_optional=True,
    permissions=(
        Permission(READ, "查看工单", "See work orders", roles=(*MANAGERS, *DESK, *FIELD, QUALITY_AUDITOR)),
        Permission(
            "workorders.report",
            "报事登记",
            "Report work orders",
            roles=(*MANAGERS, *DESK, *FIELD, CALL_CENTRE_AGENT, QUALITY_AUDITOR),
        ),
        Permission("workorders.verify", "核实扫码报事", "Verify public reports", roles=(*MANAGERS, *DESK)),
        Permission(
            "workorders.assign",
            "派单与代办",
            "Assign work orders, and act for the assignee",
            roles=(*MANAGERS, DISPATCHER, DUTY_MANAGER, CUSTOMER_SERVICE),
        ),
        Permission(
            "workorders.take", "可被派单", "May be assigned work orders", roles=(*FIELD, DUTY_MANAGER)
        ),
        Permission(
            "workorders.work",
            "处理工单",
            "Accept, refuse and finish work orders",
            roles=(*FIELD, *MANAGERS, DISPATCHER, DUTY_MANAGER, CUSTOMER_SERVICE),
        ),
        Permission("workorders.rate", "登记评价", "Record ratings", roles=(*MANAGERS, *DESK)),
        Permission(
            "workorders.close",
            "关闭、取消与返工",
            "Close, cancel and reopen work orders",
            roles=(*MANAGERS, *DESK),
        ),
        Permission(
            "workorders.reveal",
            "查看报事人联系方式",
            "See a reporter's contact",
            roles=(*MANAGERS, *DESK, TECHNICIAN),
        ),
        Permission(
            "workorders.codes",
            "管理报事二维码",
            "Manage QR codes of places",
            roles=(*MANAGERS, CUSTOMER_SERVICE, HOUSEKEEPER),
        ),
        Permission(
            "workorders.configure",
            "设置工单",
            "Configure work orders",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
    ),
    routers=(
        "manyhold.modules.workorders.orders.api:routes",
        "manyhold.modules.workorders.orders.api:settings_routes",
        "manyhold.modules.workorders.places.api:routes",
        "manyhold.modules.workorders.places.public_api:routes",
    ),
    pages=("manyhold.modules.workorders.places.public_api:page_routes",),
    models=("manyhold.modules.workorders.orders.models", "manyhold.modules.workorders.places.models"),
    queries={
        "manyhold.modules.workorders.contract:WorkOrderQueries": (
            "manyhold.modules.workorders.queries:LocalWorkOrderQueries"
        )
    },
    commands={"workorders.report_order": "manyhold.modules.workorders.handlers:report_order"},
    subscriptions={"workorders.order_assigned": "manyhold.modules.workorders.handlers:on_order_assigned"},
    streams={
        f"workorders.order_{past}": READ
        for past in ("reported", "assigned", "accepted", "finished", "rated", "changed")
    },
    file_purposes={"workorders.photo": READ},
    messages={"workorders.assigned": ("工单 {number} 已派给您", "Work order {number} is now yours")},
    jobs={"workorders.forget_quotas": "manyhold.modules.workorders.jobs:forget_quotas"},
    schedules=(Schedule("workorders.forget_quotas", 24 * 3600),),
)
