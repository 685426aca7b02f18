"""Which store keeps the contents, what scans them, and who keeps the master key: as the settings say."""

from __future__ import annotations

from manyhold.drivers.clamav.scanner import ClamAv
from manyhold.drivers.kms.aliyun import AliyunKms
from manyhold.drivers.s3.store import Bucket
from manyhold.kernel.clock import Clock
from manyhold.kernel.contents import ContentStore, LocalFolder
from manyhold.kernel.crypto.keys import KeyManagement
from manyhold.kernel.scanning import Scanner
from manyhold.kernel.settings import Settings


def content_store(settings: Settings) -> ContentStore:
    """The bucket that is named, else the data folder."""
    return Bucket(settings) if settings.s3_bucket else LocalFolder(settings.data)


def scanner(settings: Settings) -> Scanner | None:
    """The scanner that is named; None where contents are not scanned. Raises ValueError for a wrong address."""
    return ClamAv(settings.scanner) if settings.scanner else None


def key_service(settings: Settings, clock: Clock) -> KeyManagement | None:
    """The service that keeps the master key; None where this machine does."""
    return AliyunKms(settings, clock) if settings.kms else None
