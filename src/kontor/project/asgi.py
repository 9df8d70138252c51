"""The same application for an ASGI server. `kontor up` uses WSGI, which is faster for this work."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.project.settings")

from kontor.project.settings import ENVIRONMENT, require_kept_secret

require_kept_secret(ENVIRONMENT)
application = get_asgi_application()

from kontor.customization.plugins import report_broken  # noqa: E402  # plug-ins may need Django set up

report_broken()

from kontor.kernel.struct_types import finish_struct_types  # noqa: E402  # after what plug-ins bring

assert get_resolver().url_patterns
finish_struct_types()
