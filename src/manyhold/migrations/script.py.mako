"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from manyhold.migrations.wall import code_type, id_type, json_type, raise_wall, start_ids, system_only

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
