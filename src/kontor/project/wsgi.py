"""The web application, as granian or any other WSGI server loads it."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.project.settings")

from kontor.project.settings import ENVIRONMENT, require_kept_secret

require_kept_secret(ENVIRONMENT)
application = get_wsgi_application()

from kontor.customization.plugins import report_broken  # noqa: E402  # plug-ins may need Django set up

report_broken()

from kontor.kernel.struct_types import finish_struct_types  # noqa: E402  # after what plug-ins bring

# Import every view before the first request. What is there now lives as long as the process, so the collector
# never traverses it again: that takes its pauses out of the slowest requests.
assert get_resolver().url_patterns
finish_struct_types()
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
