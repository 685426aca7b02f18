"""Printing: templates of headquarters, printers, numbered paper, the print log."""

from manyhold.foundation.organisation.roles import DESK, FINANCE, GROUP_ADMINISTRATOR, MANAGERS
from manyhold.kernel.modules import Manifest, Permission, PersonalData

HERE = "manyhold.foundation.printing"

MANIFEST = Manifest(
    name="printing",
    zh="打印",
    en="Printing",
    permissions=(
        Permission(
            "printing.print",
            "打印单据与标签",
            "Print documents and labels",
            roles=(*MANAGERS, *FINANCE, *DESK),
        ),
        Permission(
            "printing.read_log",
            "查看打印记录",
            "See the print log",
            roles=(*MANAGERS, *FINANCE),
            needs_whole_project=True,
        ),
        Permission(
            "printing.keep_paper",
            "管理票据用纸",
            "Keep numbered paper",
            roles=(*MANAGERS, *FINANCE),
            needs_whole_project=True,
        ),
        Permission(
            "printing.set_up",
            "设置打印机与项目标识",
            "Set up printers and a project's marks",
            roles=MANAGERS,
            needs_whole_project=True,
        ),
        Permission(
            "printing.design",
            "设计打印模板",
            "Design print templates",
            level="group",
            roles=(GROUP_ADMINISTRATOR,),
        ),
    ),
    routers=(
        f"{HERE}.templates.api:routes",
        f"{HERE}.marks.api:routes",
        f"{HERE}.printers.api:routes",
        f"{HERE}.stocks.api:routes",
        f"{HERE}.prints.api:routes",
    ),
    lists={"prints": ("kind", "title", "printed_on", "is_reprint")},
    models=(
        f"{HERE}.templates.models",
        f"{HERE}.marks.models",
        f"{HERE}.printers.models",
        f"{HERE}.stocks.models",
        f"{HERE}.prints.models",
    ),
    file_purposes={"printing.mark": "printing.print"},
    jobs={"printing.draw": f"{HERE}.prints.jobs:draw"},
    personal_data=(
        PersonalData(
            "printing.first_prints",
            "票据经办人",
            "Staff named on vouchers",
            "补打的票据与首次打印一致",
            "A voucher printed again says what it first said",
            "staff",
            ("printing_first_print.names_sealed",),
        ),
    ),
)
