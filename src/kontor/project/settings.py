"""Everything that can be set, read once from the environment; below it, Django's own names.

A wrong value or an unknown KONTOR_ variable stops the start with one sentence. Secrets may stand in a file named by
`<NAME>_FILE`. Reading the settings never writes anything and never needs a variable to be set.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import dj_database_url
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from kontor.project import logs

ROOT: Final = Path(__file__).resolve().parents[3]

#: Read elsewhere: by the bootstrap, by `kontor test`, by tests over data that is not part of the repository, and by the
#: calls of the API that the READMEs show, from the same shell.
NAMES_READ_ELSEWHERE: Final = {"KONTOR_VENV", "KONTOR_TEST_DATABASE_URL", "KONTOR_SHARED", "KONTOR_KEY"}


class WrongSetting(ImproperlyConfigured):
    """The environment does not make sense; the message is one sentence saying what to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The installation's settings, typed. Field `x_y` is the variable KONTOR_X_Y; `database_url` is DATABASE_URL."""

    data: Path
    database_url: str
    broker_url: str
    secret_key: str
    secret_is_kept: bool  # false: made up for this process only, fit for commands, not for a server
    debug: bool
    log_level: str
    log_format: str
    allowed_hosts: tuple[str, ...]  # the names people call it by
    trusted_origins: tuple[str, ...]
    https: bool
    prepared_statements: bool
    api_rate: int  # calls a minute of one key or signed-in user, in each web process
    backups: Path  # the folder of the nightly backups, and of `kontor backup` without a name
    backup_at: time | None  # of the day, UTC; None: nobody takes one by itself
    backup_keep: int  # nightly backups kept, older ones are removed
    phone_digits: int  # how many a shipper's number has
    phone_prefixes: tuple[str, ...]  # what it may begin with, any when empty
    trusted_proxies: int  # how many proxies in front of us append to X-Forwarded-For


def read_environment(variables: dict[str, str]) -> Environment:
    """Build the settings from `variables`; raise WrongSetting for an unknown name or a value that cannot be meant."""
    variables = {name: value for name, value in variables.items() if value != ""}
    known = {f"KONTOR_{field.upper()}" for field in Environment.__dataclass_fields__} - {
        "KONTOR_DATABASE_URL",
        "KONTOR_SECRET_IS_KEPT",
    }
    known |= {"KONTOR_SECRET_KEY_FILE", "KONTOR_BROKER_URL_FILE"} | NAMES_READ_ELSEWHERE
    for name in sorted(variables):
        if name.startswith("KONTOR_") and name not in known:
            raise WrongSetting(f"{name} is not a setting of Kontor; unset it or use one of {', '.join(sorted(known))}.")

    for name in ("DATABASE_URL_FILE", "KONTOR_SECRET_KEY_FILE", "KONTOR_BROKER_URL_FILE"):
        if name in variables and not os.access(variables[name], os.R_OK):
            raise WrongSetting(f"{name} names {variables[name]}, which cannot be read; set it to a readable file.")
    env = environ.FileAwareEnv()
    env.ENVIRON = environ.fileaware_mapping.FileAwareMapping(variables)

    data = Path(env.str("KONTOR_DATA", default=str(ROOT / "var"))).expanduser().absolute()
    secret = env.str("KONTOR_SECRET_KEY", default="").strip() or _kept_secret(data)
    return Environment(
        data=data,
        database_url=_database_url(env.str("DATABASE_URL", default="").strip(), data=data),
        broker_url=env.str("KONTOR_BROKER_URL", default="").strip(),
        secret_key=secret or get_random_secret_key(),
        secret_is_kept=secret != "",
        debug=_switch(variables, "KONTOR_DEBUG", default=False),
        log_level=_choice(variables, "KONTOR_LOG_LEVEL", ("info", "debug", "warning", "error")),
        log_format=_choice(variables, "KONTOR_LOG_FORMAT", ("json", "text")),
        allowed_hosts=tuple(env.list("KONTOR_ALLOWED_HOSTS", default=[])),
        trusted_origins=_origins(env.list("KONTOR_TRUSTED_ORIGINS", default=[])),
        https=_switch(variables, "KONTOR_HTTPS", default=False),
        prepared_statements=_switch(variables, "KONTOR_PREPARED_STATEMENTS", default=True),
        api_rate=_number(variables, "KONTOR_API_RATE", default=60_000, least=1),
        backups=Path(env.str("KONTOR_BACKUPS", default=str(data / "backups"))).expanduser().absolute(),
        backup_at=_time_of_day(variables, "KONTOR_BACKUP_AT", default="02:30"),
        backup_keep=_number(variables, "KONTOR_BACKUP_KEEP", default=14, least=1),
        phone_digits=_number(variables, "KONTOR_PHONE_DIGITS", default=11, least=4),
        phone_prefixes=_digits(env.list("KONTOR_PHONE_PREFIXES", default=[])),
        trusted_proxies=_number(variables, "KONTOR_TRUSTED_PROXIES", default=0, least=0),
    )


def _switch(variables: dict[str, str], name: str, *, default: bool) -> bool:
    value = variables.get(name, "on" if default else "off").strip().lower()
    if value not in {"on", "off", "1", "0", "true", "false", "yes", "no"}:
        raise WrongSetting(f"{name} is {value!r}; set it to on or off.")
    return value in {"on", "1", "true", "yes"}


def _number(variables: dict[str, str], name: str, *, default: int, least: int) -> int:
    value = variables.get(name, str(default)).strip()
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= 10**9:
        raise WrongSetting(f"{name} is {value!r}; set it to a whole number from {least}.")
    return int(value)


def _time_of_day(variables: dict[str, str], name: str, *, default: str) -> time | None:
    value = variables.get(name, default).strip().lower()
    if value == "off":
        return None
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise WrongSetting(f"{name} is {value!r}; set it to a time of day in UTC such as 02:30, or to off.")
    return time.fromisoformat(value)


def _choice(variables: dict[str, str], name: str, choices: tuple[str, ...]) -> str:
    """The value of `name`, the first choice when unset."""
    value = variables.get(name, choices[0]).strip().lower()
    if value not in choices:
        raise WrongSetting(f"{name} is {value!r}; set it to {' or '.join(choices)}.")
    return value


def _digits(prefixes: list[str]) -> tuple[str, ...]:
    for prefix in prefixes:
        if not (prefix.isascii() and prefix.isdigit()):
            raise WrongSetting(f"KONTOR_PHONE_PREFIXES holds {prefix!r}; set it to digits such as 080,081.")
    return tuple(prefixes)


def _origins(origins: list[str]) -> tuple[str, ...]:
    for origin in origins:
        if not origin.startswith(("http://", "https://")):
            raise WrongSetting(f"KONTOR_TRUSTED_ORIGINS holds {origin!r}; set it to addresses like https://host.")
    return tuple(origins)


def _database_url(url: str, *, data: Path) -> str:
    if url == "":
        return f"sqlite:///{data / 'kontor.sqlite3'}"
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        scheme = url.partition(":")[0]
        raise WrongSetting(f"DATABASE_URL starts with {scheme!r}; set it to postgresql://... or sqlite:///path.")
    return url


def _kept_secret(data: Path) -> str:
    """The secret that `kontor up` left in the data directory, or nothing."""
    try:
        return (data / "secret_key").read_text().strip()
    except OSError:
        return ""


def require_kept_secret(environment: Environment) -> None:
    """Refuse to serve with a secret that ends with this process: every session and signature would end with it."""
    if not environment.secret_is_kept:
        advice = (
            "`./kontor migrate` keeps one in the data directory, or set KONTOR_SECRET_KEY or KONTOR_SECRET_KEY_FILE"
        )
        raise WrongSetting(f"A server needs a lasting secret: {advice}.")


def database(environment: Environment) -> dict[str, Any]:
    """Django's DATABASES entry for the environment's URL."""
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(environment.database_url, conn_max_age=None))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        raise WrongSetting("DATABASE_URL cannot be read; set it to postgresql://user@host/name.") from None
    options: dict[str, Any] = config.setdefault("OPTIONS", {})
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["ENGINE"] = "kontor.kernel.sqlite"
        config["TEST"] = {"NAME": ":memory:"}
        options |= {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
        }
        return config
    config["ENGINE"] = "kontor.kernel.postgres"
    # A socket's folder does not fit where a URL has its host, so it stands behind it: ?host=/run/postgresql
    config["HOST"] = options.pop("host", config["HOST"])
    # Waiting longer than 2 s for a row is answered with 409, so that no web thread is lost to one slow writer.
    # The server's default cost of a page out of order is a disk's, not a memory's: a table new to the planner would be
    # walked row by row, and a prepared statement would keep doing so while it grows.
    options["options"] = "-c jit=off -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c lock_timeout=2000"
    # Off for PgBouncer in transaction mode, where a statement prepared on one server is unknown on the next.
    if environment.prepared_statements:
        options |= {"prepare_threshold": 1, "server_side_binding": True}
    else:
        config["DISABLE_SERVER_SIDE_CURSORS"] = True
    return config


ENVIRONMENT: Final = read_environment(dict(os.environ))

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
# Besides the names from outside, this machine's own: probes and `kontor up` ask by them.
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.trusted_origins)

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # its templates stand before those of the admin it dresses
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    # Kontor's packages, lowest row first: a migration may only depend on what stands above it in this list.
    "kontor.kernel",
    "kontor.access",
    "kontor.organization",
    "kontor.customization",
    "kontor.catalog",
    "kontor.parties",
    "kontor.alerts",
    "kontor.inventory",
    "kontor.pricing",
    "kontor.sales",
    "kontor.payables",
    "kontor.procurement",
    "kontor.pos",
    "kontor.reporting",
    "kontor.maintenance",
    "kontor.demo",
    "kontor.imports",
    "kontor.backoffice",
    "kontor.project",
]

MIDDLEWARE = [
    "kontor.project.middleware.request_id",
    "kontor.project.browser_middleware.Compression",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kontor.project.browser_middleware.ContentPolicy",
    "kontor.project.browser_middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "kontor.project.browser_middleware.Csrf",
    "kontor.project.browser_middleware.Users",
    "kontor.project.browser_middleware.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kontor.project.gate.Gate",
]

ROOT_URLCONF = "kontor.project.urls"
WSGI_APPLICATION = "kontor.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The admin wears the palette of backoffice/tokens.css; its neutral scale runs from paper to ink.
UNFOLD = {
    "SITE_TITLE": "Kontor",
    "SITE_HEADER": "Kontor",
    "SITE_SUBHEADER": "Master data and records",
    "SITE_URL": "/",
    "SITE_LOGO": None,
    "SITE_ICON": "/static/backoffice/kontor.svg",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "/static/backoffice/kontor.svg"}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "STYLES": ["/static/project/admin.css"],
    "SCRIPTS": ["/static/project/landmarks.js"],
    "ACCOUNT": {"navigation": [{"title": "Your account", "link": "/profile"}]},
    "SIDEBAR": {"show_search": True, "command_search": False, "navigation": []},
    "COLORS": {
        "base": {
            "50": "#faf8f5", "100": "#f1ede7", "200": "#e7e2da", "300": "#cfc8bd", "400": "#b3ada3", "500": "#857f75",
            "600": "#5c574f", "700": "#45413b", "800": "#35322d", "900": "#201e1b", "950": "#171613",
        },
        "primary": {
            "50": "#fbf2ef", "100": "#f7e6e1", "200": "#efcdc4", "300": "#e9b3a6", "400": "#e0796a", "500": "#e0796a",
            "600": "#9a3324", "700": "#842a1d", "800": "#6b2218", "900": "#402521", "950": "#2a1613",
        },
        "font": {
            "subtle-light": "#5c574f", "subtle-dark": "#b3ada3",
            "default-light": "#45413b", "default-dark": "#cfc8bd",
            "important-light": "#1d1b18", "important-dark": "#f1ede6",
        },
    },
}  # fmt: skip

STATIC_URL = "/static/"
_UNFOLD = find_spec("unfold")
assert _UNFOLD is not None
assert _UNFOLD.submodule_search_locations is not None
# Inter as the admin's wheel ships it: one copy for both, and no third party's file among ours.
STATICFILES_DIRS = [("fonts", Path(_UNFOLD.submodule_search_locations[0]) / "static" / "unfold" / "fonts" / "inter")]
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/fonts/"  # a typeface does not change under its name
WHITENOISE_USE_FINDERS = True  # no collectstatic step between the checkout and the first page
MEDIA_ROOT = ENVIRONMENT.data / "media"

CSRF_FAILURE_VIEW = "kontor.backoffice.pages.refusals.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probes speak plain HTTP from inside
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENVIRONMENT.https else 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

API_RATE_PER_MINUTE = ENVIRONMENT.api_rate
SIGN_IN_RATE_PER_MINUTE = 30  # tries of one address that is nobody yet
PHONE_DIGITS = ENVIRONMENT.phone_digits
PHONE_PREFIXES = ENVIRONMENT.phone_prefixes
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
RAISE_UNDECLARED_ROUTES = ENVIRONMENT.debug  # a view without a Route: an error while developing, closed elsewhere

# Who calls and what they may do is decided in one middleware before any view, so DRF's own steps are left out.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "kontor.kernel.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kontor",
    "DESCRIPTION": "Orders, stock, delivery, tills and ledgers of a distributor under one roof.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "OAS_VERSION": "3.1.1",  # its schemas are JSON Schema, which is what msgspec writes
    "POSTPROCESSING_HOOKS": ["kontor.kernel.openapi.complete"],
}

LOGGING_CONFIG = None
logs.configure(level=ENVIRONMENT.log_level, as_json=ENVIRONMENT.log_format == "json")
