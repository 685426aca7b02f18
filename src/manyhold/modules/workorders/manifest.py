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
from manyhold.foundation.organisation.tokens import PROJECT_CODE
from manyhold.kernel.modules import (
    DataObject,
    Dictionary,
    Export,
    Handover,
    Manifest,
    Numbered,
    Permission,
    PersonalData,
    Printable,
    PrintField,
    Schedule,
    Search,
)

READ = "workorders.read"
PERSONAL = "manyhold.modules.workorders.personal_data"

MANIFEST = Manifest(
    name="workorders",
    zh="工单",
    en="Work orders",
    is_optional=True,
    permissions=(
        Permission(
            READ,
            "查看工单",
            "See work orders",
            roles=(*MANAGERS, *DESK, *FIELD, QUALITY_AUDITOR),
            for_clients=True,
        ),
        Permission(
            "workorders.report",
            "报事登记",
            "Report work orders",
            roles=(*MANAGERS, *DESK, *FIELD, CALL_CENTRE_AGENT, QUALITY_AUDITOR),
            for_clients=True,
        ),
        Permission("workorders.verify", "核实扫码报事", "Verify public reports", roles=(*MANAGERS, *DESK)),
        Permission(
            "workorders.assign",
            "派单与代办",
            "Assign work orders, and act for the assignee",
            roles=(*MANAGERS, DISPATCHER, DUTY_MANAGER, CUSTOMER_SERVICE),
            for_clients=True,
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
    lists={
        "work-orders": (
            "state",
            "is_open",
            "late",
            "category",
            "urgency",
            "assignee_id",
            "building_id",
            "space_id",
            "project_id",
            "from_period",
            "to_period",
            "finished_from",
            "finished_to",
            "own",
        ),
        "space-codes": ("building_id", "in_force"),
    },
    models=("manyhold.modules.workorders.orders.models", "manyhold.modules.workorders.places.models"),
    numbers=(
        Numbered(
            "workorders.order",
            "工单",
            "Work order",
            "WX-{project.code}-{yyyyMMdd}-{seq:4}",
            tokens=(PROJECT_CODE,),
            longest=60,
        ),
    ),
    printables=(
        Printable(
            "workorders.space_label",
            "报事二维码标签",
            "QR label of a place",
            permission="workorders.codes",
            documents="manyhold.modules.workorders.places.labels:documents",
            built_ins="manyhold.modules.workorders.places.labels:BUILT_INS",
            file_purpose="workorders.printed_labels",
            fields=(
                PrintField("place", "位置", "Place", sample="3栋2单元1803"),
                PrintField("hint", "提示语", "Hint", sample="微信扫码报事"),
                PrintField("phone", "服务电话", "Phone", sample="400-800-0000"),
                PrintField(
                    "code", "二维码", "QR code", "qr", sample="https://example.com/r/0000", is_kept=False
                ),
            ),
            is_voucher=False,
        ),
    ),
    dictionaries=(
        Dictionary(
            "workorders.category",
            "工单类别",
            "Work-order categories",
            "manyhold.modules.workorders.orders.catalogue:ENTRIES",
            levels=2,
        ),
    ),
    objects=(
        DataObject(
            "order",
            "工单",
            "Work order",
            "manyhold.modules.workorders.orders.models:Order",
            "manyhold.modules.workorders.orders.described:FIELDS",
            owner=DISPATCHER,
            own="manyhold.modules.workorders.orders.own:ORDERS",
        ),
    ),
    searches=(Search(READ, "manyhold.modules.workorders.orders.search:search"),),
    queries={
        "manyhold.modules.workorders.contract:WorkOrderQueries": (
            "manyhold.modules.workorders.queries:LocalWorkOrderQueries"
        )
    },
    commands={"workorders.report_order": "manyhold.modules.workorders.handlers:report_order"},
    subscriptions={
        "workorders.order_assigned": "manyhold.modules.workorders.handlers:on_order_assigned",
        "identity.person_left": "manyhold.modules.workorders.handlers:on_person_left",
    },
    handovers=(
        Handover("手上的工单", "Work orders in hand", "manyhold.modules.workorders.handlers:count_in_hand"),
    ),
    streams={
        f"workorders.order_{past}": READ
        for past in ("reported", "assigned", "accepted", "finished", "rated", "changed")
    },
    file_purposes={"workorders.photo": READ, "workorders.printed_labels": "workorders.codes"},
    file_limits={"workorders.printed_labels": 100},
    messages={"workorders.assigned": ("工单 {number} 已派给您", "Work order {number} is now yours")},
    jobs={"workorders.forget_quotas": "manyhold.modules.workorders.jobs:forget_quotas"},
    schedules=(Schedule("workorders.forget_quotas", 24 * 3600),),
    exports=(Export("orders", "工单", "Work orders", "manyhold.modules.workorders.leaving:orders"),),
    matters=("manyhold.modules.workorders.leaving:matters",),
    personal_data=(
        # Notes before reports: whose order it is may be told by the number that the report left.
        PersonalData(
            "workorders.notes",
            "工单照片与过程备注",
            "Photos and notes of work orders",
            "报修处理与质量追溯",
            "Doing the repair, and tracing its quality",
            "contract",
            ("workorders_entry.note_sealed", "workorders_photo.file_id"),
            months=24,
            collect=f"{PERSONAL}:collect_notes",
            erase=f"{PERSONAL}:erase_notes",
            due=f"{PERSONAL}:notes_due",
            remove=f"{PERSONAL}:remove_notes",
        ),
        PersonalData(
            "workorders.reports",
            "报事人与报事内容",
            "Who reported, and what",
            "受理报修、投诉与咨询并回访",
            "Taking repairs, complaints and enquiries, and asking back",
            "contract",
            (
                "workorders_order.reporter_name_sealed",
                "workorders_order.contact_phone_sealed",
                "workorders_order.description_sealed",
                "workorders_order.rating_comment_sealed",
                "workorders_own_value.sealed",
            ),
            months=36,
            collect=f"{PERSONAL}:collect_reports",
            erase=f"{PERSONAL}:erase_reports",
            holds=f"{PERSONAL}:orders_that_hold",
            due=f"{PERSONAL}:reports_due",
            remove=f"{PERSONAL}:remove_reports",
        ),
    ),
)
