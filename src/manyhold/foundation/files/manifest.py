"""Files: photos and documents."""

from manyhold.foundation.organisation.roles import CONTRACTOR, EVERYBODY
from manyhold.kernel.modules import Manifest, Permission, Schedule

MANIFEST = Manifest(
    name="files",
    zh="文件",
    en="Files",
    permissions=(
        Permission("files.read", "查看文件", "See files", roles=(*EVERYBODY, CONTRACTOR)),
        Permission("files.upload", "上传文件", "Upload files", roles=(*EVERYBODY, CONTRACTOR)),
    ),
    routers=("manyhold.foundation.files.api:routes",),
    models=("manyhold.foundation.files.models",),
    file_purposes={"files.shared": "files.read"},
    jobs={"files.sweep": "manyhold.foundation.files.jobs:sweep"},
    schedules=(Schedule("files.sweep", 24 * 3600),),
)
