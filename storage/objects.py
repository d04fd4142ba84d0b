"""Photos and documents in S3, whichever server speaks it. The client is synchronous: it runs in threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from typing import BinaryIO, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import urlsplit

import structlog
import urllib3
from minio import Minio
from minio.commonconfig import ENABLED, Filter
from minio.credentials.credentials import Credentials
from minio.error import InvalidResponseError, S3Error, ServerError
from minio.helpers import quote
from minio.lifecycleconfig import LifecycleConfig, NoncurrentVersionExpiration, Rule
from minio.signer import sign_v4_s3
from minio.versioningconfig import VersioningConfig

from domain.values import Sha256
from settings import S3Settings

CONNECTIONS = 16
"""Threads of our own and connections per process: a slow store holds up nothing else."""
PART_SIZE = 32 * 1024 * 1024
"""Above our largest file, so that every upload is one request."""
BLOCK: Final = 256 * 1024
"""How much of a file is in memory while it goes to the store."""
DATE: Final = "%Y%m%dT%H%M%SZ"
"""As S3 wants it in a header."""
VERSIONS_KEPT: Final = 30
"""Days: whatever is removed or overwritten by mistake can be brought back for so long."""
MISSING = frozenset({"NoSuchKey", "NoSuchBucket", "NotFound", "ResourceNotFound"})

log = structlog.get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


class ObjectStoreAwayError(Exception):
    """The store cannot be reached, or did not serve a proper request. Says nothing about the object."""


class ObjectMissingError(Exception):
    """Nothing is stored under this key."""


@dataclass(frozen=True)
class StoredObject:
    size: int
    """In bytes."""
    content_type: str


class Objects:
    """One bucket. Every method may run twice and has its effect once.

    Raises:
        ObjectStoreAwayError: from every method that asks the store.
    """

    def __init__(self, settings: S3Settings) -> None:
        self.bucket = settings.bucket
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="s3")
        self._pool = urllib3.PoolManager(
            maxsize=CONNECTIONS,
            timeout=urllib3.Timeout(connect=2, read=15),
            retries=urllib3.Retry(total=2, backoff_factor=0.1, status_forcelist=[502, 503, 504]),
            blocksize=BLOCK,
        )
        self._client = self._at(settings.endpoint, settings, secure=settings.secure)
        self._address = urlsplit(f"{'https' if settings.secure else 'http'}://{settings.endpoint}")
        self._region = settings.region
        self._credentials = Credentials(settings.access_key, settings.secret_key.get_secret_value())
        scheme, _, host = (settings.public_endpoint or "").partition("://")
        self._signer = self._at(host, settings, secure=scheme == "https") if host else self._client

    def _at(self, host: str, settings: S3Settings, *, secure: bool) -> Minio:
        return Minio(
            host,
            access_key=settings.access_key,
            secret_key=settings.secret_key.get_secret_value(),
            secure=secure,
            region=settings.region,
            http_client=self._pool,
        )

    async def ensure_bucket(self) -> None:
        """Make the bucket unless it is there; it keeps what is overwritten or removed for a while."""
        if not await self.bucket_exists():
            await self._call(_make_bucket, self.bucket)
        await self._call(_keep_versions, self.bucket)

    async def bucket_exists(self) -> bool:
        return await self._call(Minio.bucket_exists, self.bucket)

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        await self._call(
            Minio.put_object,
            self.bucket,
            key,
            BytesIO(content),
            len(content),
            content_type=content_type,
            part_size=PART_SIZE,
        )

    async def put_file(self, key: str, file: BinaryIO, size: int, sha256: Sha256, content_type: str) -> None:
        """Store an open file from its beginning, a block at a time, whatever its size.

        The `minio` client would hold it whole. The signature covers the hash: a store that checks it (MinIO,
        AWS; not SeaweedFS) refuses other bytes.
        """
        headers: dict[str, str | list[str] | tuple[str]] = {
            "Host": self._address.netloc,
            "Content-Length": str(size),
            "Content-Type": content_type,
            "x-amz-content-sha256": sha256,
        }

        def send(_: Minio) -> None:
            file.seek(0)
            now = datetime.now(UTC)
            url = self._address._replace(path=f"/{self.bucket}/{quote(key)}")
            signed = sign_v4_s3(
                method="PUT",
                url=url,
                region=self._region,
                headers=headers | {"x-amz-date": now.strftime(DATE)},
                credentials=self._credentials,
                content_sha256=sha256,
                date=now,
            )
            answer = self._pool.urlopen("PUT", url.geturl(), body=file, headers=signed)
            if answer.status != HTTPStatus.OK:
                raise ObjectStoreAwayError(f"status {answer.status}")

        await self._call(send)

    async def get(self, key: str) -> bytes:
        """Read it whole; raises ObjectMissingError."""
        return await self._call(_read, self.bucket, key)

    async def stat(self, key: str) -> StoredObject:
        """Ask for size and type; raises ObjectMissingError."""
        found = await self._call(Minio.stat_object, self.bucket, key)
        return StoredObject(size=found.size or 0, content_type=found.content_type or "")

    async def remove(self, key: str) -> None:
        """Also fine when nothing is there."""
        await self._call(Minio.remove_object, self.bucket, key)

    def presigned_get(
        self, key: str, expires: timedelta, content_type: str, file_name: str, how: str = "inline"
    ) -> str:
        """Sign a link that works for `expires` and tells the browser what it gets, whatever is stored.

        `how`: `inline` to show it, `attachment` to keep it. The link names the public endpoint. Nothing is
        asked: signing is arithmetic.
        """
        return self._signer.presigned_get_object(
            self.bucket,
            key,
            expires=expires,
            response_headers={
                "response-content-type": content_type,
                "response-content-disposition": f'{how}; filename="{file_name}"',
            },
        )

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pool.clear()

    async def _call(
        self, operation: Callable[Concatenate[Minio, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, lambda: operation(self._client, *args, **kwargs))
        except S3Error as error:
            if error.code in MISSING:
                raise ObjectMissingError from error
            raise ObjectStoreAwayError(error.code) from error
        except (urllib3.exceptions.HTTPError, InvalidResponseError, ServerError, OSError) as error:
            raise ObjectStoreAwayError(type(error).__name__) from error


def _make_bucket(client: Minio, bucket: str) -> None:
    try:
        client.make_bucket(bucket)
    except S3Error as error:
        if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
            raise


def _keep_versions(client: Minio, bucket: str) -> None:
    """Where the store can, and we may: an operator may have set something else, or forbidden it."""
    rule = Rule(
        ENABLED,
        rule_filter=Filter(prefix=""),
        rule_id="old-versions",
        noncurrent_version_expiration=NoncurrentVersionExpiration(noncurrent_days=VERSIONS_KEPT),
    )
    try:
        if client.get_bucket_versioning(bucket).status == ENABLED:
            return
        client.set_bucket_versioning(bucket, VersioningConfig(ENABLED))
        client.set_bucket_lifecycle(bucket, LifecycleConfig([rule]))
    except (S3Error, ServerError) as error:
        log.warning("the store keeps no versions", cause=str(error))


def _read(client: Minio, bucket: str, key: str) -> bytes:
    response = client.get_object(bucket, key)
    try:
        return response.read()
    finally:
        response.close()
        response.release_conn()
