"""The built screens: files as they are, and the console's page for every path of its own router."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from manyhold.kernel.errors import NotFound
from manyhold.kernel.web.problems import problem_response

PACKAGED = Path(__file__).parents[2] / "web" / "console"
BUILT = Path(__file__).parents[4] / "web" / "apps" / "console" / "dist"
FOREVER = "public, max-age=31536000, immutable"
NOT_BUILT = "The screens are not built: start with ./run, or build web/ first.\n"


def folder() -> Path | None:
    """Where the built console lies: inside the wheel, or in the checkout."""
    return next((path for path in (PACKAGED, BUILT) if (path / "index.html").exists()), None)


def install(app: FastAPI) -> None:
    """Serve the console at every path that is not the API's."""

    @app.get("/{path:path}", include_in_schema=False)
    def screen(request: Request, path: str) -> Response:
        root = folder()
        if path.startswith("api/"):
            return problem_response(NotFound("not_found"), request.scope.get("request_id", ""))
        if root is None:
            return PlainTextResponse(NOT_BUILT, 503)
        wanted = (root / path).resolve()
        if path and wanted.is_file() and wanted.is_relative_to(root.resolve()):
            hashed = "assets" in wanted.parts
            return FileResponse(wanted, headers={"Cache-Control": FOREVER if hashed else "no-cache"})
        if "." in path.rsplit("/", 1)[-1]:
            return PlainTextResponse("Not found\n", 404)
        return FileResponse(root / "index.html", headers={"Cache-Control": "no-cache"})
