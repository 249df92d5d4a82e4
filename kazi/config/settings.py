"""Settings.  Development needs none; production says so and brings its own secret.

Everything that differs between places comes from the environment; nothing else in Kazi reads it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("KAZI_VAR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _own_secret(name: str = "secret-key") -> str:
    """Return this checkout's own secret, made once and kept beside its data."""
    path = VAR_DIR / name
    if not path.exists():
        draft = VAR_DIR / f"{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # Another process was first: its secret holds.
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


PRODUCTION = os.environ.get("KAZI_PRODUCTION") == "1"
DEMO = os.environ.get("KAZI_DEMO") == "1"
DEBUG = os.environ.get("KAZI_DEBUG") == "1" and not PRODUCTION
SECRET_KEY = os.environ.get("KAZI_SECRET_KEY") or ("" if PRODUCTION else _own_secret())
ALLOWED_HOSTS = os.environ.get("KAZI_HOSTS", "" if PRODUCTION else "*").split(",")
# Keys until now, after a change: what they signed or sealed is still read, and nothing new made with them.
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("KAZI_OLD_SECRET_KEYS", "").split(",") if key]
# Wraps the keys of sealed proposals: never in the database, never in a backup.  Without it they stay shut.
KAZI_SEAL_KEY = os.environ.get("KAZI_SEAL_KEY") or _own_secret("seal-key")
# Opens the vault of numbers and the secrets of channels: never in a database, never in a backup.  Old keys
# still open what they closed, until `kazi vault rotate` has closed it anew.
VAULT_KEY = os.environ.get("VAULT_KEY") or ("" if PRODUCTION else _own_secret("vault-key"))
VAULT_OLD_KEYS = [key for key in os.environ.get("VAULT_OLD_KEYS", "").split(",") if key]
if not SECRET_KEY:
    raise ImproperlyConfigured("Set KAZI_SECRET_KEY to 50 random characters.")
if not VAULT_KEY:
    raise ImproperlyConfigured(
        "Set VAULT_KEY to 50 random characters, and keep a copy apart from the backups."
    )
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("Demo mode signs anybody in with one click: not with KAZI_PRODUCTION.")
if PRODUCTION and ALLOWED_HOSTS == [""]:
    raise ImproperlyConfigured("Set KAZI_HOSTS to the names of this site, such as kazi.example.org.")
if PRODUCTION and "*" in ALLOWED_HOSTS:
    # Links in letters begin with the name that a request was made under: nobody may choose that freely.
    raise ImproperlyConfigured("Name the hosts of this site in KAZI_HOSTS: with * anybody could forge links.")

# Where the world finds this site: in letters, in published data, and in credentials as their issuer,
# did:web of this address.
_first_host = next((host for host in ALLOWED_HOSTS if host and not host.startswith(("*", "."))), "")
KAZI_URL = os.environ.get("KAZI_URL", "").rstrip("/") or (
    f"https://{_first_host}" if _first_host else "http://localhost:8000"
)
# Seals the private keys that sign credentials; without it they are sealed with KAZI_SECRET_KEY.
KAZI_SIGNING_KEY = os.environ.get("KAZI_SIGNING_KEY", "")
KAZI_ISSUER_NAME = os.environ.get("KAZI_ISSUER_NAME", "Kazi hub")
KAZI_ISSUER_EMAIL = os.environ.get("KAZI_ISSUER_EMAIL", "")

# `kazi serve --lan` speaks HTTPS itself, without a proxy whose headers could be believed.
OWN_HTTPS = os.environ.get("KAZI_HTTPS") == "1"
BEHIND_PROXY = PRODUCTION and not OWN_HTTPS and os.environ.get("KAZI_PLAIN_HTTP") != "1"
HTTPS = OWN_HTTPS or BEHIND_PROXY
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600  # A working day: centres share their devices.
CSRF_COOKIE_HTTPONLY = False  # The worker's page reads it to send answers without a reload.
# Without a proxy a page's origin is the host and port it was asked by, and no other is trusted.
CSRF_TRUSTED_ORIGINS = (
    [] if OWN_HTTPS else [f"https://{host}" for host in ALLOWED_HOSTS if host and host != "*"]
)
# Not with --lan: it would forbid the plain page beside it, where phones fetch the certificate.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if BEHIND_PROXY else 0
SECURE_SSL_REDIRECT = False  # The proxy in front does it; see docs/deploy.md.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks_db",
    "kazi.journal",
    "kazi.files",
    "kazi.channels",
    "kazi.channels.vault",
    "kazi.credentials",
    "kazi.search",
    "kazi.kinds",
    "kazi.accounts",
    "kazi.hub",
    "kazi.workforce",
    "kazi.skills",
    "kazi.work",
    "kazi.deals",
    "kazi.conversations",
    "kazi.quality",
    "kazi.voice",
    "kazi.care",
    "kazi.flows",
    "kazi.web",
    "kazi.config",
    # After ours, whose templates of the same names come first.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "kazi.config.limits.BodyLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kazi.config.policy.ContentPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "kazi.config.browsers.Session",
    "kazi.config.browsers.Language",
    "django.middleware.common.CommonMiddleware",
    "kazi.config.browsers.Csrf",
    "kazi.config.browsers.Authentication",
    "kazi.config.browsers.Messages",
    "kazi.config.browsers.NoFrames",
    "kazi.config.browsers.Htmx",
    "allauth.account.middleware.AccountMiddleware",
    "kazi.accounts.middleware.ActorMiddleware",
    "kazi.config.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "kazi.config.urls"
WSGI_APPLICATION = "kazi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kazi.web.navigation.frame",
            ]
        },
    }
]

MESSAGE_TAGS = {20: "quiet", 25: "good", 30: "warn", 40: "bad"}  # The classes of the style sheet.

# Who people are.
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # People come by invitation, which went to their address.
ACCOUNT_ADAPTER = "kazi.accounts.adapter.ByInvitationOnly"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # Nobody can make us write to strangers.
ACCOUNT_FORMS = {
    "login": "kazi.accounts.forms.SignInForm",
    "change_password": "kazi.accounts.forms.ChangePasswordForm",
    "reset_password": "kazi.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "kazi.accounts.forms.NewPasswordForm",
}
# A whole centre signs in from one network address at eight in the morning.
ACCOUNT_RATE_LIMITS = {
    "login": "240/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "reset_password": "30/m/ip,5/m/key",
}
# Second factors; see docs/decisions/second-factor.md.  Recovery codes are our own, hashed.
KAZI_FACTORS_KEY = os.environ.get("KAZI_FACTORS_KEY", "")  # Seals their secrets; else the secret key does.
# Where one site has several names below one domain: passkeys then belong to the domain.
KAZI_PASSKEY_DOMAIN = os.environ.get("KAZI_PASSKEY_DOMAIN", "").lower()
MFA_ADAPTER = "kazi.accounts.factors.library.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kazi"
MFA_FORMS = {
    "authenticate": "kazi.accounts.factors.forms.CodeForm",
    "authenticate_webauthn": "kazi.accounts.factors.forms.PasskeyForm",
    "login_webauthn": "kazi.accounts.factors.forms.PasskeySignInForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "240/m/ip"}
# How many proxies in front of us write X-Forwarded-For; the address they add is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("KAZI_PROXIES", "1" if BEHIND_PROXY else "0"))
PASSWORD_HASHERS = [
    "kazi.accounts.hashing.ThriftyArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Words, places, times.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("sw", _("Swahili")),
    ("hi", _("Hindi")),
    ("bn", _("Bengali")),
    ("km", _("Khmer")),
    ("ar", _("Arabic")),
]
LOCALE_PATHS = [BASE_DIR / "kazi" / "locale"]
# A language is offered once its catalogue is there: nobody chooses French and reads English.
LANGUAGES = [(code, name) for code, name in LANGUAGES if code == "en" or (LOCALE_PATHS[0] / code).is_dir()]

# Files.
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = Path(os.environ.get("KAZI_MEDIA", VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
KAZI_KEEP_PAGES_SECONDS = float(os.environ.get("KAZI_KEEP_PAGES_SECONDS", "20"))
KAZI_MOST_BODY_BYTES = 2 * 1024 * 1024
KAZI_MOST_UPLOAD_BYTES = int(os.environ.get("KAZI_MOST_UPLOAD_MB", "1024")) * 1024 * 1024
KAZI_MOST_ATTACHMENT_BYTES = 101 * 1024 * 1024  # Five files of 20 MB, with the form around them.
# A virus scanner for what people send each other: unix:/run/clamav/clamd.ctl or host:3310; empty: none.
KAZI_CLAMD = os.environ.get("KAZI_CLAMD", "")
KAZI_CLAMD_SECONDS = 30.0

# Whether a channel may send to a gateway inside our own network, such as a Kannel beside Kazi.
KAZI_PRIVATE_GATEWAYS = os.environ.get("KAZI_PRIVATE_GATEWAYS", "0" if PRODUCTION else "1") == "1"

# Registered with the Open Contracting Partnership by whoever runs the hub; this one is a placeholder.
KAZI_OCID_PREFIX = os.environ.get("KAZI_OCID_PREFIX", "ocds-xxxxxx")
KAZI_OCDS_LICENSE = os.environ.get("KAZI_OCDS_LICENSE", "")  # The address of a licence; empty: none is named.

# Messages.
EMAIL_URL = os.environ.get("KAZI_SMTP_HOST", "")
if EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = EMAIL_URL
    EMAIL_PORT = int(os.environ.get("KAZI_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("KAZI_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("KAZI_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = True
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 20  # Seconds: a mail server that hangs must not hold up the letters to others.
DEFAULT_FROM_EMAIL = os.environ.get("KAZI_MAIL_FROM", "kazi@localhost")

# A task is a row of the database, written in the transaction of the change that asks for it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Limits on sign-in are counted here, so all processes must see the same counts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kazi_cache",
    }
}


def _database(name: str, url: str, file: str, **sqlite: str) -> dict[str, Any]:
    """Return Django's description of the database at `url`; tests on SQLite use `file` in var."""
    found: dict[str, Any] = dict(dj_database_url.parse(url))
    if found["ENGINE"].endswith("sqlite3"):
        pragmas = {"journal_mode": "WAL", "synchronous": "FULL", "temp_store": "MEMORY", **sqlite}
        found |= {
            "ENGINE": "kazi.kernel.sqlite",
            "OPTIONS": {
                # Take the write lock when a transaction starts, so that waiting works.
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # FULL: what was confirmed (pay, answers) survives a power cut too.
                "init_command": " ".join(f"PRAGMA {key}={value};" for key, value in pragmas.items()),
            },
            # A file, not memory, so that tests with several connections run too.
            "TEST": {"NAME": str(VAR_DIR / file)},
        }
    elif found["ENGINE"].endswith("postgresql"):
        # Parameters apart from the statement, so that the hot ones are planned once, not each time.
        found["OPTIONS"] = {
            **found.get("OPTIONS", {}),
            "server_side_binding": True,
            "prepare_threshold": 5,
            # A plan that was made while a table was empty must not read all of it once it is full;
            # every question of ours has an index.  See docs/decisions/hot-path.md.
            "options": "-c enable_seqscan=off -c jit=off",
        }
    else:
        raise ImproperlyConfigured(f"{name} is sqlite:///FILE or postgres://USER:PASSWORD@HOST/NAME.")
    found["CONN_MAX_AGE"] = None  # Connecting costs more than most queries.
    return found


DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'kazi.sqlite3'}"
# The numbers of people, apart from all else; see docs/decisions/vault.md.
VAULT_DATABASE_URL = os.environ.get("VAULT_DATABASE_URL") or f"sqlite:///{VAR_DIR / 'vault.sqlite3'}"
DATABASES = {
    "default": _database(
        "DATABASE_URL", DATABASE_URL, "test.sqlite3", cache_size="-4000", wal_autocheckpoint="4000"
    ),
    # What is destroyed there is written over, not only forgotten.
    "vault": _database("VAULT_DATABASE_URL", VAULT_DATABASE_URL, "test-vault.sqlite3", secure_delete="ON"),
}
# Its few tables are made at once: tests need not walk through the migrations of all other rooms.
DATABASES["vault"].setdefault("TEST", {})["MIGRATE"] = False
DATABASE_ROUTERS = ["kazi.channels.vault.routing.VaultRouter"]
DISABLE_SERVER_SIDE_CURSORS = False

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"no_numbers": {"()": "kazi.channels.rules.redacting.WithoutNumbers"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_numbers"]},
        # Where the last lines came from, without their words: for a report of a problem.
        "recent": {"class": "kazi.web.recent.RecentLines", "level": "WARNING", "filters": ["no_numbers"]},
    },
    "root": {"handlers": ["console", "recent"], "level": "WARNING"},
    "loggers": {
        "kazi": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING"},  # Django's own handler would not leave numbers out.
        "httpx": {"level": "WARNING"},  # Its lines hold addresses, and those hold numbers and passwords.
        "httpcore": {"level": "WARNING"},
    },
}
