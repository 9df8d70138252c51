"""The server the tests run on."""

from __future__ import annotations

from django.db import connection


def server_url() -> str:
    settings = connection.settings_dict
    host = settings["HOST"]
    where = f"{settings['HOST']}:{settings['PORT']}" if not host.startswith("/") else ""
    tail = f"?host={host}" if host.startswith("/") else ""
    return f"postgresql://{settings['USER']}@{where.rstrip(':')}/{settings['NAME']}{tail}"
