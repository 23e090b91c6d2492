"""A browser without a server: pages are asked for in this process. For preparing counties only."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tools.faults.browser import Answer, Browser, Upload


class InsideBrowser(Browser):
    """One person's browser, inside the prepared platform."""

    def __init__(self, username: str, password: str) -> None:
        super().__init__(0, username, password)
        self._client = Client(SERVER_NAME="localhost")

    def _ask(
        self,
        method: str,
        path: str,
        words: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> Answer:
        given: dict[str, Any] = dict(words or {})
        given |= {name: SimpleUploadedFile(*upload) for name, upload in (files or {}).items()}
        response = (
            self._client.get(path) if method == "GET" else self._client.post(path, data=given)
        )
        target = urlsplit(response.headers.get("Location", ""))
        return Answer(
            response.status_code,
            target.path + (f"?{target.query}" if target.query else ""),
            b"".join(response).decode("utf-8", "replace"),
        )
