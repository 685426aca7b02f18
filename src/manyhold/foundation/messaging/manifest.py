"""Messaging: the in-app inbox."""

from manyhold.kernel.modules import Manifest

MANIFEST = Manifest(
    name="messaging",
    zh="消息",
    en="Messages",
    routers=("manyhold.foundation.messaging.api:routes",),
    models=("manyhold.foundation.messaging.models",),
)
