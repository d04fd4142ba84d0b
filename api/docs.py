"""The API's own pages of documentation: Swagger UI from this origin, nothing from anywhere else."""

from pathlib import Path

import fastapi_offline
from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

PAGE, FILES = "/docs", "/docs/files"
STATIC = Path(fastapi_offline.__file__).parent / "static"
"""Swagger UI's files. The package follows its releases; of its code nothing is used."""

PARAMETERS = {
    "validatorUrl": None,  # else the page would send its own address to a validator outside
    "defaultModelsExpandDepth": 0,
    "filter": True,
    "tryItOutEnabled": True,
}

HEADERS = {
    # The page holds one script and one style of its own; pictures may stand in the style sheet.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; frame-ancestors 'none'"
    )
}


def add_docs(app: FastAPI, openapi_url: str) -> None:
    """Serve the page, and the files that it is made of."""
    page = get_swagger_ui_html(
        openapi_url=openapi_url,
        title=f"{app.title} API",
        swagger_js_url=f"{FILES}/swagger-ui-bundle.js",
        swagger_css_url=f"{FILES}/swagger-ui.css",
        swagger_favicon_url=f"{FILES}/favicon.png",
        swagger_ui_parameters=PARAMETERS,
    )
    page.headers.update(HEADERS)

    async def docs() -> HTMLResponse:
        return page

    app.add_api_route(PAGE, docs, include_in_schema=False)
    app.mount(FILES, StaticFiles(directory=STATIC))
