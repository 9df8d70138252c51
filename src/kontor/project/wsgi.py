"""The web application, as granian or any other WSGI server loads it."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.project.settings")

application = get_wsgi_application()

from kontor.project.settings import ENVIRONMENT, WrongSetting  # noqa: E402  # Django sets itself up before

if not ENVIRONMENT.secret_is_kept:
    raise WrongSetting("A server needs a lasting secret: set KONTOR_SECRET_KEY or KONTOR_SECRET_KEY_FILE.")

# Import what the first request would: then the objects that live as long as the process are never traversed again.
import kontor.project.urls  # noqa: E402,F401  # see above

gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
