# The newsroom's image: dependencies in a virtual environment, the code, collected statics; runs as nobody in particular.
FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/newsroom
RUN python -m venv /opt/venv
COPY requirements/production.txt requirements/
RUN /opt/venv/bin/pip install --require-hashes -r requirements/production.txt
COPY . .
# A passing secret: collecting statics reads the settings but signs nothing.
RUN /opt/venv/bin/python -m newsroom.catalogue compile \
 && SECRET_KEY=$(/opt/venv/bin/python -c "import secrets; print(secrets.token_urlsafe(50))") \
    /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
 && /opt/venv/bin/python -m compileall -q /srv/newsroom

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/newsroom
RUN useradd --system --uid 10001 --home-dir /var/lib/newsroom --create-home --shell /usr/sbin/nologin newsroom \
 && install -d -o newsroom -g newsroom /var/lib/newsroom/media /var/lib/newsroom/backups
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/newsroom /srv/newsroom
WORKDIR /srv/newsroom
USER newsroom
VOLUME /var/lib/newsroom/media
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
