"""Where this process keeps its data and how it reaches its database: environment first, defaults for one box."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

DATABASE_FILE = "manyhold.db"
DATABASE_FILES = tuple(DATABASE_FILE + ending for ending in ("", "-wal", "-shm", "-journal"))
"""The embedded database and what SQLite keeps beside it: a log that is left is played into whatever has the name."""

SECRETS = next((path for path in [Path("/run/secrets")] if path.is_dir()), None)
"""Where a container finds its secrets as files named like the variables, `manyhold_master_key`."""


class Settings(BaseSettings):
    """Read from `MANYHOLD_*` variables, then from secrets; the defaults are the embedded installation."""

    model_config = SettingsConfigDict(env_prefix="MANYHOLD_", extra="ignore", secrets_dir=SECRETS)

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

    crypto: Literal["international", "national"] = "international"
    """What new data keys seal with: AES-256-GCM and SHA-256, or SM4-GCM and SM3 (国密); see `kernel.crypto.suites`."""
    kms: Literal["", "aliyun"] = ""
    """Service that keeps the master key; empty keeps it here, in `master_key` or `data/master.key`."""
    kms_endpoint: str = ""
    """`https://kms.cn-hangzhou.aliyuncs.com`, or the address of a dedicated instance."""
    kms_key_id: str = Field(default="", max_length=36)
    kms_access_key: str = ""
    kms_secret_key: str = ""

    services: str = ""
    """What runs in this process, by comma: product modules, and `foundation` for all below them; empty means everything."""
    service_addresses: str = ""
    """Where the others run, `billing=http://money:8000,foundation=http://foundation:8000`; callers need no proxy."""
    service_seconds: float = Field(default=10.0, gt=0, le=120)
    """Seconds that another service may take for one answer."""

    threads: int = 16
    """Requests that run at once: the size of the thread pool and of each database pool."""

    allowed_hosts: str = ""
    """Comma-separated public host names, for links; empty means this machine and addresses in digits only."""

    secure_cookies: bool = False
    """True behind HTTPS: session cookies are then never sent in the clear."""

    audit_kept_days: int = Field(default=1096, ge=184)
    """Days that the audit trail is kept: three years, and never less than six months (网络安全法)."""

    imports_abandoned_days: int = Field(default=30, ge=1)
    """Days that an uploaded workbook waits for its load before it is removed."""

    imports_reversed_days: int = Field(default=180, ge=1)
    """Days that workbook and rows of a reversed import are kept; that it was loaded and reversed stays known."""

    events_kept_days: int = Field(default=30, ge=3)
    """Days that an event is kept when all its subscribers have taken it."""

    deliveries_kept_days: int = Field(default=180, ge=7)
    """Days that the log of messages, by SMS, mail and the like, is kept."""

    webhooks_may_be_private: bool = False
    """Webhooks and messages may go to addresses of this machine and its network, and by plain HTTP; else to the internet alone."""

    s3_bucket: str = ""
    """Bucket of an S3-compatible store for files and workbooks; empty keeps them in `data`."""
    s3_endpoint: str = ""
    """Its address, `https://minio.example.com`; empty means AWS by its region."""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: str = ""
    s3_prefix: str = ""
    """Folder in the bucket, so that several installations may share one."""
    s3_path_style: bool = True
    """The bucket stands in the path (MinIO); False where it is part of the host's name (OSS, COS, OBS, AWS)."""
    s3_checksums: bool = True
    """The store checks the SHA-256 of what arrives; False for one that does not know `x-amz-checksum-sha256`."""
    s3_links_seconds: int = Field(default=0, ge=0, le=3600)
    """Pictures are fetched from the store itself by links that last so long; 0 streams them through here."""
    s3_in_backup: bool = True
    """A backup holds the bucket's contents too; False where the store is copied and versioned by itself."""

    scanner: str = ""
    """ClamAV's daemon, `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`; empty scans nothing."""
    scanner_may_be_away: bool = False
    """What comes while the scanner does not answer is kept unscanned; else it is refused."""

    log_level: str = "INFO"
    log_json: bool = False

    def resolved_database_url(self) -> str:
        """The URL of the application's engine."""
        return self.database_url or f"sqlite:///{self.data.resolve() / DATABASE_FILE}"

    @property
    def is_embedded(self) -> bool:
        """True when the database is the SQLite file beside the process."""
        return self.resolved_database_url().startswith("sqlite")
