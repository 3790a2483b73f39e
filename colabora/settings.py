"""One file for every environment: they differ by environment variables only (see .env.example)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def env_flag(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


# What differs by environment

DEBUG = env_flag("DEBUG", False)

SECRET_KEY = os.environ.get("SECRET_KEY") or ("only-for-development" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "Set the environment variable SECRET_KEY (50 random characters or more), or DEBUG=1 on your own machine."
    )

# The public address, without a slash at the end: canonical links, sitemap and structured data use it.
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or [urlsplit(SITE_URL).hostname, "127.0.0.1", "localhost"]

# Whatever changes while the portal runs lies here: database, uploads, collected static files.
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var"))

# Security

# Over plain HTTP on loopback ("make serve" without TLS) set SECURE_SSL_REDIRECT=0: cookies then lose "Secure".
SECURE_SSL_REDIRECT = env_flag("SECURE_SSL_REDIRECT", not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # asked by the server's own monitor
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
# Preloading is the domain owner's promise for years, not this program's.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(self), "
    "geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)

COOKIES_OVER_TLS = SECURE_SSL_REDIRECT
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = COOKIES_OVER_TLS
# Browsers accept the prefix __Host- only together with "Secure".
SESSION_COOKIE_NAME = "__Host-session" if COOKIES_OVER_TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if COOKIES_OVER_TLS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "colabora.views.csrf_failure"

# The interactive maps draw a base of their own. An operator may lay a tile server's pictures under it: whoever opens a
# map then tells that server what they look at, which the privacy notice has to say.
MAP_TILES = {
    "address": os.environ.get("MAP_TILES", ""),  # https://tiles.example.org/{z}/{x}/{y}.png
    "credit": os.environ.get("MAP_TILES_CREDIT", ""),  # as the provider asks for it, in plain words
    "credit_link": os.environ.get("MAP_TILES_CREDIT_LINK", ""),
}
MAP_TILES_HOST = "://".join(urlsplit(MAP_TILES["address"])[:2]) if MAP_TILES["address"] else ""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *([MAP_TILES_HOST] if MAP_TILES_HOST else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Application

INSTALLED_APPS = [
    "modeltranslation",  # before the admin: it patches what the admin reads
    "colabora.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_filters",
    "csp",
    "reversion",
    "colabora",
    "colabora.sources",
    "colabora.outlinks",
    "colabora.pages",
    "colabora.seeding",
    "colabora.history",
    "colabora.translations",
    "partners",
    "spaces",
    "workpackages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "colabora.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Outside ConditionalGet, so that the ETag is of the page, not of its packing.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "colabora.middleware.InterfaceLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "colabora.urls"
WSGI_APPLICATION = "colabora.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",  # lazy: only the admin's templates ask for the user
                "django.contrib.messages.context_processors.messages",
                "colabora.context_processors.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "colabora.templatetags.content",
                "colabora.sources.templatetags.sources",
                "spaces.templatetags.spaces",
                "workpackages.templatetags.workpackages",
            ],
        },
    }
]

# Database

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # The default settings lose every third of many simultaneous writes ("database is locked"); these lose none.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache: in each worker's memory; the content stamp in the keys keeps them of one mind (colabora/caching.py).

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 500}}}
PAGE_CACHE = not DEBUG

# People

AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["partners.permissions.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [  # OWASP ASVS 5.0, 6.2: long, not common, no rules of composition
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "partners.passwords.ProjectWordsValidator"},
]
LOGIN_URL = reverse_lazy("admin:login")

# Languages: the one block. How to add one: README. Each is named in itself, as the switcher shows it.

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ca", "Català"),
    ("lv", "Latviešu"),
]
LANGUAGE_CODES = [code for code, _name in LANGUAGES]
# A missing text is shown in the nearest relative, then English, then in any language that has it.
NEAREST_RELATIVE = {"ca": "es"}
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": tuple(LANGUAGE_CODES),
    **{code: (relative, *LANGUAGE_CODES) for code, relative in NEAREST_RELATIVE.items()},
}
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

# Files

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
BIN_ROOT = DATA_DIR / "bin"  # files of what was deleted: not on the web (colabora/files.py)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "colabora.staticfiles.BundledStaticFilesStorage"
    },
}

# A form in all languages, with all that hangs on a record, twice: as it is and as its editor first saw it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# Widths in which a picture is kept, made once on saving and used by components/_picture.html alone.
IMAGE_WIDTHS = (400, 800, 1200, 1600)

# Logs: lines for the operator on standard error, no personal data

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}

# The portal

PREVIEW_MAX_AGE = 7 * 24 * 60 * 60  # a preview link of a draft works for a week
PROJECT_WEBSITE = "https://www.colaboracoworking.eu/"
SITE_LINE = _("A register of rural coworking in seven areas of Europe")
