"""The same application for an ASGI server. `kontor up` uses WSGI, which is faster for this work."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.project.settings")

application = get_asgi_application()
