"""Imports: takeover workbooks in."""

from manyhold.foundation.organisation.roles import CUSTOMER_SERVICE, MANAGERS
from manyhold.kernel.modules import Document, Fact, Manifest, Permission, PersonalData, Schedule

MANIFEST = Manifest(
    name="imports",
    zh="导入",
    en="Imports",
    permissions=(
        Permission(
            "imports.prepare",
            "准备承接查验导入",
            "Prepare takeover imports",
            roles=(*MANAGERS, CUSTOMER_SERVICE),
            needs_whole_project=True,
        ),
        Permission("imports.load", "执行导入", "Load imports", roles=MANAGERS, needs_whole_project=True),
        Permission(
            "imports.reverse", "撤销导入", "Reverse imports", roles=MANAGERS, needs_whole_project=True
        ),
    ),
    routers=("manyhold.foundation.imports.api:routes",),
    lists={"imports": ()},
    models=("manyhold.foundation.imports.models", "manyhold.foundation.imports.staging.models"),
    streams={"imports.loaded": "imports.prepare", "imports.reversed": "imports.prepare"},
    messages={
        "imports.loaded": ("《{file_name}》已导入", "“{file_name}” is loaded"),
        "imports.reversed": ("《{file_name}》的导入已撤销", "The import of “{file_name}” is reversed"),
    },
    subscriptions={"imports.load_decided": "manyhold.foundation.imports.handlers:on_load_decided"},
    documents=(
        Document(
            "imports.load",
            "导入台账",
            "Load of an import",
            permission="imports.load",
            decision="manyhold.foundation.imports.contract:LoadDecided",
            facts=(
                Fact("rows", "台账行数", "Rows", "count"),
                Fact("rows_set_aside", "搁置行数", "Rows set aside", "count"),
                Fact("spaces_created", "新增空间", "New spaces", "count"),
                Fact("spaces_changed", "变更空间", "Changed spaces", "count"),
                Fact("holdings_created", "新增房屋关系", "New holdings", "count"),
            ),
        ),
    ),
    jobs={
        "imports.check": "manyhold.foundation.imports.checks.jobs:check",
        "imports.load": "manyhold.foundation.imports.loads.jobs:load",
        "imports.reverse": "manyhold.foundation.imports.reversals.jobs:reverse",
        "imports.discard": "manyhold.foundation.imports.removals.jobs:discard",
        "imports.sweep": "manyhold.foundation.imports.removals.jobs:sweep",
    },
    schedules=(Schedule("imports.sweep", every_seconds=24 * 3600),),
    personal_data=(
        PersonalData(
            "imports.workbooks",
            "承接导入的原始台账",
            "Takeover workbooks as they came",
            "承接查验时导入业主与房屋台账，并可撤销",
            "Loading the ledgers of a takeover, and taking a load back",
            "contract",
            ("imports_sheet.sample_sealed", "imports_staged_parties.sealed", "imports_finding.sealed"),
            months=6,
            due="manyhold.foundation.imports.personal_data:workbooks_due",
            remove="manyhold.foundation.imports.personal_data:remove_workbooks",
        ),
    ),
)
