from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kazi.config.settings")
pages = get_wsgi_application()

from kazi.config.hooks import HooksFirst  # noqa: E402 -- Django has to be set up before.

application = HooksFirst(pages)
