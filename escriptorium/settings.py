"""The one settings file: safe defaults for a laptop, environment variables for the rest."""

from pathlib import Path

from csp.constants import SELF

from escriptorium import embedded, env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")

DEBUG = env.boolean("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", "") or embedded.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.strings("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.strings("CSRF_TRUSTED_ORIGINS")
BEHIND_HTTPS = env.boolean("BEHIND_HTTPS", False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "csp",
    "apps.common",
    "apps.users",
    "apps.events",
    "apps.projects",
    "apps.images",
    "apps.documents",
    "apps.models",
    "apps.jobs",
    "apps.processing",
    "apps.training",
    "apps.evaluation",
    "apps.hub",
    "apps.worklist",
    "apps.alignment",
    "apps.imports",
    "apps.exports",
    "apps.search",
    "apps.annotations",
    "apps.comments",
    "apps.keyboards",
    "apps.archives",
    "apps.editor",
    "escriptorium",
]

MIDDLEWARE = [
    "apps.common.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "escriptorium.urls"
WSGI_APPLICATION = "escriptorium.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
REGISTRATION_OPEN = env.boolean("REGISTRATION_OPEN", False)
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"login": "apps.users.forms.LoginForm"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_ADAPTER = "apps.users.adapter.AccountAdapter"
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "escriptorium@localhost")

# Language and time
LANGUAGE_CODE = "en"
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
VITE_MANIFEST = BASE_DIR / "static" / "dist" / "manifest.json"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": embedded.media_storage(env.text("MEDIA_STORAGE", "")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
MAX_UPLOAD_MB = env.integer("MAX_UPLOAD_MB", 500, minimum=1)
MAX_IMAGE_MEGAPIXELS = env.integer("MAX_IMAGE_MEGAPIXELS", 400, minimum=1)
SENDFILE = env.choice("SENDFILE", "django", ("django", "x-accel"))
EXPORT_DAYS = env.integer("EXPORT_DAYS", 30, minimum=1)
FETCH_ALLOWED_HOSTS = env.strings("FETCH_ALLOWED_HOSTS")
"""Hosts of private networks that imports may fetch from: ``name`` or ``name:port``."""
MODEL_REPO_OAI_URL = env.text("MODEL_REPO_OAI_URL", "https://zenodo.org/oai2d")
MODEL_REPO_URL = env.text("MODEL_REPO_URL", "https://zenodo.org/api/")
"""Where public models are listed (OAI-PMH) and their records lie, as ``htrmopo`` names them."""

# Queue
REDIS_URL = env.text("REDIS_URL", "") or embedded.valkey_url(DATA_DIR)
QUEUE_WORKERS = {
    "default": env.integer("DEFAULT_WORKERS", 2, minimum=1),
    "inference": env.integer("INFERENCE_WORKERS", embedded.inference_workers(), minimum=1),
    "train": env.integer("TRAIN_WORKERS", 1, minimum=1),
}
"""Processes per queue: how many ``up`` starts, and how many jobs are handed out at a time.

With workers on several machines, set the numbers of all of them together on every one.
"""
MAX_QUEUED_JOBS = env.integer("MAX_QUEUED_JOBS", 20_000, minimum=1)
CELERY_BROKER_URL = embedded.celery_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 7 * 24 * 3600}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "reap-stale-jobs": {"task": "apps.jobs.tasks.reap_stale_jobs", "schedule": 15},
    "prune-events": {"task": "apps.events.tasks.prune", "schedule": 3600},
    "prune-exports": {"task": "apps.exports.tasks.prune_expired", "schedule": 3600},
    "prune-imports": {"task": "apps.imports.tasks.prune_uploads", "schedule": 86400},
    "prune-archives": {"task": "apps.archives.tasks.prune_uploads", "schedule": 86400},
    "prune-work": {"task": "apps.training.tasks.prune_work", "schedule": 3600},
    "prune-changes": {"task": "apps.documents.tasks.prune_applied_changes", "schedule": 86400},
    "prune-evaluations": {"task": "apps.evaluation.tasks.prune_files", "schedule": 86400},
    "prepare-waiting-parts": {
        "task": "apps.documents.tasks.prepare_waiting_parts",
        "schedule": 120,
    },
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}

# Engine
ENGINE = env.choice("ENGINE", "kraken", ("kraken", "fake"))
KRAKEN_DEVICE = env.text("KRAKEN_DEVICE", "auto")

# REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "apps.common.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "apps.common.api.exception_handler",
    "PAGE_SIZE": 10,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "eScriptorium API",
    "DESCRIPTION": "Projects, documents, pages, layers, models and jobs.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": [SELF],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
    }
}
CSRF_FAILURE_VIEW = "apps.common.views.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
