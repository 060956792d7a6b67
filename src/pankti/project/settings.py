"""All settings. Values come only from ``PANKTI_*`` variables; defaults suit a laptop (docs/operations/settings.md)."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from pankti.project import env

ROOT = Path(__file__).resolve().parents[3]
DATA_DIR = Path(env.text("DATA_DIR", str(ROOT / ".pankti")))

INSECURE_KEY = "insecure-laptop-key-never-on-a-server"
SECRET_KEY = env.text("SECRET_KEY", INSECURE_KEY)
FIELD_KEYS = env.text("FIELD_KEYS", "")  # "1:base64,2:base64": the last one encrypts, all decrypt
PHONE_REGION = env.text("PHONE_REGION", "IN")  # whose numbers are meant when no country's code is given
DEMO = env.flag("DEMO", default=False)
DEBUG = env.flag("DEBUG", default=False)
HTTPS = env.flag("HTTPS", default=False)
ALLOWED_HOSTS = env.text("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)  # how many proxies of our own stand before us
CODE_SENDER = env.text("CODE_SENDER", "demo" if DEMO else "")  # how one-time codes go out; see access.senders
CODE_COMMAND = env.text("CODE_COMMAND", "")  # the operator's program, for CODE_SENDER=command
VIDEO_INSIDE = env.flag("VIDEO_INSIDE", default=DEMO)  # whether video servers may stand in our own network
SECOND_FACTOR = env.text("SECOND_FACTOR", "offered" if DEMO else "demanded")  # of offices at sign-in; see access.types
CSRF_FAILURE_VIEW = "pankti.base.problems.refused"
CSRF_TRUSTED_ORIGINS = [o for o in env.text("ORIGINS", "").split(",") if o]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "pankti.base.postgres",
        "NAME": unquote(parts.path.lstrip("/")) or "pankti",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": False,  # base.postgres looks itself, and not at connections used a moment ago
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": env.number("DATABASE_POOL", 8), "timeout": 10},
            "prepare_threshold": 5,  # for base.prepared; PgBouncer from 1.21 on follows
        },
    }


# Two roles: one owns and migrates, one serves. Only commands that change the schema act as the owner.
APP_DATABASE_URL = env.text("DATABASE_URL", "postgresql://127.0.0.1/pankti")
OWNER_DATABASE_URL = env.text("OWNER_DATABASE_URL", APP_DATABASE_URL)
DATABASE_URL = OWNER_DATABASE_URL if os.environ.get("PANKTI_AS_OWNER") == "1" else APP_DATABASE_URL
DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "pankti.base",
    "pankti.audit",
    "pankti.people",
    "pankti.organisation",
    "pankti.access",
    "pankti.privacy",
    "pankti.fieldsync",
    "pankti.cascade",
    "pankti.channels",
    "pankti.directives",
    "pankti.meetings",
    "pankti.attendance",
    "pankti.reviews",
    "pankti.conferences",
    "pankti.minutes",
    "pankti.pressnotes",
    "pankti.insights",
    "pankti.console",
    "pankti.project",
]

METRICS_TOKEN = env.text("METRICS_TOKEN", "")  # empty: /metrics answers this machine alone

MIDDLEWARE = [
    "pankti.access.middleware.SightMiddleware",
    "pankti.project.metrics.count_requests",
    "pankti.fieldsync.middleware.SyncMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "pankti.base.security.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pankti.access.middleware.ActorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pankti.base.problems.ProblemMiddleware",
]

ROOT_URLCONF = "pankti.project.urls"
WSGI_APPLICATION = "pankti.project.wsgi.application"
AUTH_USER_MODEL = "access.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "pankti.base.shell.shell",
            ],
        },
    },
]

LANGUAGE_CODE = "hi"
LANGUAGES = [("hi", _("Hindi")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Kolkata"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Collected by `prepare_database`: compressed, named by content, cacheable for ever. Without that (tests): as they lie.
_COLLECTED = (STATIC_ROOT / "staticfiles.json").exists() or os.environ.get("PANKTI_AS_OWNER") == "1"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _COLLECTED
WHITENOISE_MANIFEST_STRICT = False
MEDIA_ROOT = DATA_DIR / "media"

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"

# At DEBUG these two write whatever a page or a statement holds: names, numbers, codes. Nothing lowers them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"django.template": {"level": "INFO"}, "django.db.backends": {"level": "INFO"}},
}
