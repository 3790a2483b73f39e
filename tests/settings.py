"""The real settings, only faster and safer."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["DEBUG"] = "0"
os.environ.setdefault("SECURE_SSL_REDIRECT", "0")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="colabora-test-"))
os.environ["SITE_URL"] = "https://portal.example.org"
os.environ["OPENPYXL_LXML"] = "False"  # translate-toolkit brings lxml; the portal runs without it

from colabora.settings import *  # noqa: F403
from colabora.settings import DATA_DIR, LOGGING, STORAGES

ALLOWED_HOSTS = ["*"]
PAGE_CACHE = False  # tests of it switch it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = Path(DATA_DIR) / "static"
WHITENOISE_AUTOREFRESH = True
LOGGING = {**LOGGING, "root": {"handlers": [], "level": "CRITICAL"}}
