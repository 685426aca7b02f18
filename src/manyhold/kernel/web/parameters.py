"""What a route takes from its path, its query and its headers."""

from __future__ import annotations

from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from starlette.requests import Request


class Parameters:
    """The parameters of a route without a body.

    A list declares a dozen filters and is asked with one or two of them. FastAPI looks at each of its parameters
    anew with every request, which costs as much as the list's statement: here it reads those that were sent, and
    the others have their defaults, which are plain values.
    """

    def __init__(self, dependant: Dependant) -> None:
        """Raises TypeError for a route that takes cookies or dependencies: ours ask the Context."""
        if dependant.cookie_params or dependant.dependencies:
            raise TypeError(f"{dependant.path} takes a cookie or a dependency")
        self._path = dependant.path_params
        self._headers = dependant.header_params
        self._request = dependant.request_param_name
        self._query = dependant.query_params
        self._defaults = {one.name: one.default for one in self._query if not one.field_info.is_required()}

    def read(self, request: Request) -> tuple[dict[str, Any], list[Any]]:
        """The values by name, and the faults as FastAPI tells them."""
        sent = request.query_params
        asked = [one for one in self._query if one.alias in sent or one.name not in self._defaults]
        in_path, path_faults = request_params_to_args(self._path, request.path_params)
        in_query, query_faults = request_params_to_args(asked, sent)
        in_headers, header_faults = request_params_to_args(self._headers, request.headers)
        values = {**self._defaults, **in_path, **in_query, **in_headers}
        if self._request is not None:
            values[self._request] = request
        return values, path_faults + query_faults + header_faults
