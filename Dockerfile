# One image for the web server, the worker and every command; which one it is, the command says.
FROM python:3.12-slim-bookworm AS packages
COPY requirements/postgres.txt /tmp/postgres.txt
RUN python -m venv /opt/kontor-venv \
 && /opt/kontor-venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/postgres.txt

FROM python:3.12-slim-bookworm
# pg_dump and pg_restore for the backups, of the version that compose.yaml runs.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install --yes --no-install-recommends postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --home-dir /data kontor \
 && install --directory --owner=kontor --group=kontor --mode=0700 /data
COPY --from=packages /opt/kontor-venv /opt/kontor-venv
COPY pyproject.toml LICENSE /app/
COPY src /app/src
RUN /opt/kontor-venv/bin/python -m compileall -q /app/src

ENV PATH=/opt/kontor-venv/bin:$PATH \
    PYTHONPATH=/app/src \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=kontor.project.settings \
    KONTOR_DATA=/data
WORKDIR /app
USER kontor
VOLUME /data
EXPOSE 8000
# The probe calls this container's own server, so it needs no name that is allowed from outside.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["python", "-m", "kontor", "web", "--host", "0.0.0.0", "--port", "8000", "--workers", "4", "--threads", "2"]
