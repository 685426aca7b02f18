"""Imports: takeover workbooks in."""

from manyhold.foundation.organisation.roles import CUSTOMER_SERVICE, MANAGERS
from manyhold.kernel.modules import Manifest, Permission

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
    models=("manyhold.foundation.imports.models", "manyhold.foundation.imports.staging.models"),
    streams={"imports.loaded": "imports.prepare", "imports.reversed": "imports.prepare"},
    messages={
        "imports.loaded": ("《{file_name}》已导入", "“{file_name}” is loaded"),
        "imports.reversed": ("《{file_name}》的导入已撤销", "The import of “{file_name}” is reversed"),
    },
    jobs={
        "imports.check": "manyhold.foundation.imports.checks.jobs:check",
        "imports.load": "manyhold.foundation.imports.loads.jobs:load",
        "imports.reverse": "manyhold.foundation.imports.reversals.jobs:reverse",
    },
)
