"""The one search box."""

from manyhold.kernel.modules import Manifest

MANIFEST = Manifest(name="search", zh="搜索", en="Search", routers=("manyhold.foundation.search.api:routes",))
