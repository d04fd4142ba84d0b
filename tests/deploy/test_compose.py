import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from bot.receiving import SECRET_HEADER, Webhook
from bot.settings import OutsideSettings
from settings import Environment, Settings
from tests.deploy import compose

SERVICES = compose.services()
RUNNING = {name: service for name, service in SERVICES.items() if not compose.is_job(service)}
OWN = {name: service for name, service in SERVICES.items() if compose.own(service)}
EVERY = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
LONG = pytest.mark.parametrize("service", RUNNING.values(), ids=RUNNING)
TRUSTED = {name: service for name, service in OWN.items() if name != "bot"}
WITHIN = pytest.mark.parametrize("service", TRUSTED.values(), ids=TRUSTED)
OURS = pytest.mark.parametrize("service", OWN.values(), ids=OWN)

JSON = {
    "auth_clients": f'{{"bot": "{"0" * 64}"}}',
    "auth_old_keys": f'{{"0": "{"k" * 32}"}}',
    "telegram_tokens": "",
}
"""Secrets that are not chance."""
OF_UVICORN = {"WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS"}
DATABASE_PORTS = {"5432", "6379", "7233"}


def known(settings: BaseModel, prefix: str = "") -> Iterator[str]:
    for name, value in settings:
        if isinstance(value, BaseModel):
            yield from known(value, f"{prefix}{name}_".upper())
        else:
            yield f"{prefix}{name}".upper()


def test_all_that_production_is_made_of_is_there() -> None:
    servers = {"postgres", "redis", "minio", "temporal", "temporal-ui", "caddy"}
    assert servers | {"worker", "api", "bot"} == set(RUNNING)
    assert {"migrate", "worker", "api", "bot", "cli"} == set(OWN)


@OURS
def test_every_variable_of_ours_is_a_setting(service: compose.Service) -> None:
    variables = {name.removesuffix("_FILE") for name in service["environment"]}
    assert variables - set(known(Settings.model_construct())) <= OF_UVICORN


@WITHIN
def test_the_settings_of_production_are_whole(
    service: compose.Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in known(Settings.model_construct()):
        monkeypatch.delenv(name, raising=False)
    for name, value in compose.environment(service).items():
        if name.endswith("_FILE"):
            secret = Path(value).name
            assert secret in service["secrets"]
            text = JSON.get(secret, f"{secret}-0123456789-0123456789-0123456789\n")
            (tmp_path / secret).write_text(text)
            monkeypatch.setenv(name, str(tmp_path / secret))
        else:
            monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.environment is Environment.PRODUCTION
    assert settings.auth.secret.get_secret_value().startswith("auth_secret-")
    assert settings.auth.sealing_key.get_secret_value().startswith("auth_sealing_key-")
    assert settings.s3.secret_key.get_secret_value().startswith("s3_secret_key-")
    if service is SERVICES["api"]:
        assert settings.database.of_api.url.startswith("postgresql://naryad_api:database_api_password-")
        assert settings.database.password is None
        assert settings.auth.clients == {"bot": "0" * 64}
        assert settings.auth.old_keys["0"].get_secret_value() == "k" * 32
    else:
        assert settings.database.url.startswith("postgresql://naryad:database_password-")
        assert settings.database.api_password is None
    assert settings.redis.url.startswith("redis://:redis_password-")
    assert settings.public.url == "https://naryad.example.com"
    assert settings.s3.public_endpoint == "https://files.example.com"
    # Nobody is led to this container itself.
    places = [settings.database.url, settings.redis.url, settings.temporal.address, settings.s3.endpoint]
    assert not [place for place in [*places, settings.temporal.ui_url] if "127.0.0.1" in place]


def test_the_bot_is_trusted_with_no_key_and_no_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bot = SERVICES["bot"]
    monkeypatch.chdir(tmp_path)
    for name, value in compose.environment(bot).items():
        if name.endswith("_FILE"):
            (tmp_path / Path(value).name).write_text("0123456789-0123456789-0123456789")
            monkeypatch.setenv(name, str(tmp_path / Path(value).name))
        else:
            monkeypatch.setenv(name, value)
    settings = OutsideSettings()
    assert settings.api_url == "http://api:8000"
    assert settings.redis.url.startswith("redis://:0123456789")
    assert set(bot["secrets"]) == {
        "bot_client_secret",
        "bot_webhook_secret",
        "redis_password",
        "telegram_tokens",
    }
    assert not settings.bot.webhook_url  # it asks for updates until somebody says otherwise
    monkeypatch.delenv("BOT_CLIENT_SECRET_FILE")
    with pytest.raises(ValidationError, match="set BOT_CLIENT_SECRET"):
        OutsideSettings()


def test_every_place_named_is_a_service_on_a_shared_network() -> None:
    for name, service in OWN.items():
        for place in re.findall(
            r"(?:@|//|^)([a-z-]+):\d+", "\n".join(compose.environment(service).values()), re.MULTILINE
        ):
            assert set(service["networks"]) & set(SERVICES[place]["networks"]) or name == "migrate", place


@EVERY
def test_every_image_is_pinned_to_a_release(service: compose.Service) -> None:
    image = compose.filled(service["image"])
    tag = image.rpartition("/")[2].partition(":")[2]
    assert re.search(r"\d+\.\d+(\.\d+)?|RELEASE\.\d{4}-", tag), image
    assert "latest" not in image


@LONG
def test_what_runs_says_whether_it_is_well_and_ends_in_its_time(service: compose.Service) -> None:
    assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries", "start_period"} <= set(service["healthcheck"])
    assert service["restart"] == "unless-stopped"


@EVERY
def test_everything_is_locked_down(service: compose.Service) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert {"cpus", "memory", "pids"} <= set(service["deploy"]["resources"]["limits"])
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert (
        not {"privileged", "network_mode", "pid", "ipc", "devices"} & set(service) or service["user"] == "0:0"
    )
    assert all("noexec" in place for place in service.get("tmpfs", ()))


def test_only_the_job_that_gives_volumes_away_is_root_and_it_reaches_nothing() -> None:
    roots = [name for name, service in SERVICES.items() if service["user"].startswith("0")]
    assert roots == ["volumes"]
    assert SERVICES["volumes"]["network_mode"] == "none"
    assert SERVICES["volumes"]["cap_add"] == ["CHOWN"]


@EVERY
def test_no_secret_stands_in_the_file(service: compose.Service) -> None:
    for name, value in service.get("environment", {}).items():
        if re.search(r"PASSWORD|SECRET|_PWD|_KEY$|TOKEN", name) and name != "S3_ACCESS_KEY":
            assert name.endswith("_FILE"), name
            assert Path(value).parent == Path("/run/secrets")


def test_every_secret_is_made_used_and_kept_out_of_the_repository() -> None:
    declared = compose.read()["secrets"]
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    assert used == set(declared)
    assert {value["file"] for value in declared.values()} == {f"./secrets/{name}" for name in declared}
    made = (compose.ROOT / "deploy/secrets.sh").read_text()
    assert {name for name in declared if name not in made.replace("\\\n", " ")} <= {"ops_password_hash"}
    assert "/secrets/" in (compose.ROOT / ".gitignore").read_text()


def test_only_the_proxy_is_open_to_the_world_and_no_database_at_all() -> None:
    for name, service in SERVICES.items():
        for port in service.get("ports", ()):
            published = compose.filled(port)
            assert name == "caddy" or published.startswith("127.0.0.1:"), published
            assert published.partition("/")[0].rpartition(":")[2] not in DATABASE_PORTS
    networks = compose.read()["networks"]
    assert [name for name, options in networks.items() if not options.get("internal")] == ["edge"]
    assert not {"postgres", "redis", "temporal"} & {
        name for name, service in SERVICES.items() if "edge" in service.get("networks", ())
    }


def test_what_is_waited_for_is_there_and_says_when_it_is_done() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            done = "service_completed_successfully" if compose.is_job(SERVICES[other]) else "service_healthy"
            assert how["condition"] == done, (name, other)
            optional = set(SERVICES[other].get("profiles", ())) - set(service.get("profiles", ()))
            assert bool(optional) is (how.get("required") is False), (name, other)


def test_the_worker_is_new_before_the_api_and_has_time_to_drain() -> None:
    assert "worker" in SERVICES["api"]["depends_on"]
    assert {"migrate", "temporal-namespace"} <= set(SERVICES["worker"]["depends_on"])
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > 10


def test_every_volume_and_mounted_file_is_there() -> None:
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", ())]
    named = {mount.partition(":")[0] for mount in mounts if not mount.startswith(".")}
    assert named == set(compose.read()["volumes"])
    for mount in mounts:
        if mount.startswith("."):
            source, _, how = mount.rpartition(":")
            assert how == "ro"
            assert (compose.ROOT / source.partition(":")[0]).is_file(), mount


def test_the_example_tells_every_variable_and_no_other() -> None:
    asked = {name for name, _, _ in compose.VARIABLE.findall(compose.COMPOSE.read_text())}
    assert compose.told_in_example() == asked | {"COMPOSE_PROFILES"}
    defaults = {
        name: default
        for name, kind, default in compose.VARIABLE.findall(compose.COMPOSE.read_text())
        if kind == ":-"
    }
    for line in compose.EXAMPLE.read_text().splitlines():
        if (told := re.match(r"#(\w+)=(.*)", line)) and not told[1].startswith(("S3_", "ACME")):
            assert defaults[told[1]] == told[2], line


def test_caddy_leads_to_services_and_their_ports() -> None:
    told = re.findall(r"reverse_proxy ([a-z-]+):(\d+)", (compose.ROOT / "deploy/caddy/Caddyfile").read_text())
    assert {name for name, _ in told} == {"api", "bot", "minio", "temporal-ui"}
    for name, port in told:
        assert "edge" in SERVICES[name]["networks"]
        if name == "bot":  # nobody but Caddy reaches it
            continue
        assert [published for published in SERVICES[name]["ports"] if published.endswith(f":{port}")]
    asked = set(re.findall(r"\{\$(\w+)\}", (compose.ROOT / "deploy/caddy/Caddyfile").read_text()))
    assert asked == set(SERVICES["caddy"]["environment"])


def test_no_log_of_caddy_holds_a_secret() -> None:
    """Its own log of errors neither: of a bot or a store that is away it tells the whole request."""
    caddy = (compose.ROOT / "deploy/caddy/Caddyfile").read_text()
    [filtered] = re.findall(r"^\(without_secrets\) \{\n(.*?)^\}", caddy, re.MULTILINE | re.DOTALL)
    assert f"request>headers>{SECRET_HEADER} delete" in filtered
    assert re.search(r"request>uri query \{\s+replace X-Amz-Signature REDACTED", filtered)
    [ours] = re.findall(r"^\{\n(.*?)^\}", caddy, re.MULTILINE | re.DOTALL)
    logs = re.findall(r"log \{\s+(.*?)\s+\}", caddy)
    assert logs == ["import without_secrets"] * 2
    assert re.search(r"log \{\s+import without_secrets", ours)


def test_telegram_reaches_the_bot_through_caddy_and_shows_the_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    caddy = (compose.ROOT / "deploy/caddy/Caddyfile").read_text()
    [(path, port)] = re.findall(r"handle (/\S+)/\* \{\s+reverse_proxy bot:(\d+)", caddy)
    given = compose.environment(SERVICES["bot"])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bot_webhook_secret").write_text("0123456789abcdef" * 4 + "\n")
    monkeypatch.setenv("BOT_WEBHOOK_SECRET_FILE", str(tmp_path / "bot_webhook_secret"))
    for name in ("BOT_WEBHOOK_HOST", "BOT_WEBHOOK_PORT"):
        monkeypatch.setenv(name, given[name])
    monkeypatch.setenv("BOT_WEBHOOK_URL", f"https://naryad.example.com{path}")
    bot = Settings().bot
    Webhook(bot)  # refuses a secret that is too short
    assert (bot.webhook_host, bot.webhook_port) == ("0.0.0.0", int(port))  # noqa: S104 - within its container
    assert not SERVICES["bot"].get("ports")
    assert f"https://PUBLIC_HOST{path}" in (compose.ROOT / "docs/deploy.md").read_text()
    assert f"https://PUBLIC_HOST{path}" in compose.EXAMPLE.read_text()
