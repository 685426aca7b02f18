"""Where this process keeps its data and how it reaches its database: environment first, defaults for one box."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from `MANYHOLD_*` variables; the defaults are the embedded installation."""

    model_config = SettingsConfigDict(env_prefix="MANYHOLD_", extra="ignore")

    data: Path = Path("data")
    """Folder of the database, uploaded files, the master key and backups."""

    database_url: str = ""
    """PostgreSQL as role manyhold_app; empty means SQLite in `data`."""

    system_database_url: str = ""
    """PostgreSQL as role manyhold_system, for leasing and sign-in."""

    owner_database_url: str = ""
    """PostgreSQL as role manyhold_owner, for migrations alone."""

    master_key: str = ""
    """Base64 of the 32-byte master key; empty means the file `data/master.key`."""

    threads: int = 16
    """Requests that run at once: the size of the thread pool and of each database pool."""

    allowed_hosts: str = ""
    """Comma-separated public host names, for links; empty means this machine and addresses in digits only."""

    secure_cookies: bool = False
    """True behind HTTPS: session cookies are then never sent in the clear."""

    audit_kept_days: int = Field(default=1096, ge=184)
    """Days that the audit trail is kept: three years, and never less than six months (网络安全法)."""

    log_level: str = "INFO"
    log_json: bool = False

    def resolved_database_url(self) -> str:
        """The URL of the application's engine."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'manyhold.db'}"

    @property
    def is_embedded(self) -> bool:
        """True when the database is the SQLite file beside the process."""
        return self.resolved_database_url().startswith("sqlite")
