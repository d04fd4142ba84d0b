# syntax=docker/dockerfile:1
# One image for the API, the worker, the migration and the command line; what runs is said in docker-compose.yml.
# To pin the bytes and not only the name: `docker buildx imagetools inspect python:3.13.16-slim-trixie`, then
# `--build-arg PYTHON=python:3.13.16-slim-trixie@sha256:...`.
ARG PYTHON=python:3.13.16-slim-trixie

FROM ${PYTHON} AS wheels
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN ["python", "-m", "venv", "--without-pip", "/opt/naryad"]
COPY requirements-production.lock /
RUN ["python", "-m", "pip", "--python", "/opt/naryad", "install", "--require-hashes", "--only-binary", ":all:", "-r", "/requirements-production.lock"]
COPY . /app
# The file system is read-only when it runs: what is not compiled now would be compiled at every start.
RUN ["/opt/naryad/bin/python", "-m", "compileall", "-q", "/app", "/opt/naryad/lib"]

FROM ${PYTHON}
# The same number on every host: files it may read can be told by it. No name, no home, no shell.
USER 10001:10001
ENV PATH=/opt/naryad/bin:$PATH HOME=/tmp PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=wheels /opt/naryad /opt/naryad
COPY --from=wheels /app /app
WORKDIR /app
ENTRYPOINT ["python", "-m"]
CMD ["cli", "--help"]
