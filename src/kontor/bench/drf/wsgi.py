"""The web application of the other side: no gate, no sessions, no policies; process and database settings are ours."""

from __future__ import annotations

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.project.settings")

settings.ROOT_URLCONF = "kontor.bench.drf.urls"
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]  # for the content-length
application = get_wsgi_application()
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
