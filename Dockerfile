# The front end is built with Node, everything else is Python.
FROM node:22-bookworm-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.11-slim-bookworm AS packages
# TORCH_INDEX chooses the build of torch: the small one for processors, or
# https://download.pytorch.org/whl/cu128 and its like for graphics cards (see docs/deployment.md).
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --extra-index-url "$TORCH_INDEX" -r requirements.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends poppler-utils \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 escriptorium \
    && mkdir /data \
    && chown escriptorium:escriptorium /data
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY escriptorium escriptorium
COPY apps apps
COPY templates templates
COPY samples samples
COPY static static
COPY --from=frontend /build/static/dist static/dist
RUN SECRET_KEY=only-for-this-step DATA_DIR=/tmp/build python manage.py collectstatic --noinput \
    && rm -rf /tmp/build
USER escriptorium
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=8)"]
CMD ["gunicorn", "escriptorium.wsgi", "--config", "python:escriptorium.gunicorn", "--bind", "0.0.0.0:8000", "--access-logfile", "-"]
