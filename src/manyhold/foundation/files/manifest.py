"""Files: photos and documents."""

from manyhold.foundation.organisation.roles import AUDITOR, CONTRACTOR, EVERYBODY, SECURITY_ADMINISTRATOR
from manyhold.kernel.modules import Manifest, Permission, Schedule

MANIFEST = Manifest(
    name="files",
    zh="文件",
    en="Files",
    permissions=(
        # What of them is seen is said by the purpose of each file.
        Permission(
            "files.read",
            "查看文件",
            "See files",
            roles=(*EVERYBODY, CONTRACTOR, SECURITY_ADMINISTRATOR, AUDITOR),
        ),
        Permission("files.upload", "上传文件", "Upload files", roles=(*EVERYBODY, CONTRACTOR)),
    ),
    routers=("manyhold.foundation.files.api:routes", "manyhold.foundation.files.uploads.api:routes"),
    models=("manyhold.foundation.files.models", "manyhold.foundation.files.uploads.models"),
    file_limits={"files.shared": 100},
    file_purposes={"files.shared": "files.read"},
    jobs={
        "files.sweep": "manyhold.foundation.files.jobs:sweep",
        "files.sweep_uploads": "manyhold.foundation.files.uploads.jobs:sweep",
    },
    schedules=(Schedule("files.sweep", 24 * 3600), Schedule("files.sweep_uploads", 24 * 3600)),
)
