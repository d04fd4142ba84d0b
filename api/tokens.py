"""Access tokens: short-lived JWTs that name a person, an organization and roles (ACC-4)."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import jwt
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.people import Person, Role
from domain.values import OrganizationId, PersonId
from settings import AuthSettings

ALGORITHM = "HS256"


class TokenExpiredError(Exception):
    """Was good once; its person logs in again."""


class TokenInvalidError(Exception):
    """Not one of ours, or not whole."""


class Claims(BaseModel):
    """What a token says. Rights are looked up anew: these roles are for the clients that show menus."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sub: PersonId
    org: OrganizationId | None
    roles: frozenset[Role]
    sid: UUID
    """The session; when it ends, so does the token."""
    jti: str
    iat: int
    exp: int


class Tokens:
    """Signs with the current key, verifies with the former ones too; a token's `kid` says with which."""

    def __init__(self, settings: AuthSettings) -> None:
        self.life = timedelta(minutes=settings.access_token_minutes)
        self._key_id = settings.key_id
        keys = settings.old_keys | {settings.key_id: settings.secret}
        self._keys = {key_id: key.get_secret_value() for key_id, key in keys.items()}
        # A client sends one token many times, and its signature stays good; its life is looked at each time.
        self._verified = lru_cache(maxsize=1024)(self._verify)

    def issue(self, person: Person, session_id: UUID) -> str:
        now = datetime.now(UTC)
        claims: dict[str, Any] = {
            "sub": str(person.id),
            "org": str(person.organization_id) if person.organization_id else None,
            "roles": sorted(role.value for role in person.roles),
            "sid": str(session_id),
            "jti": uuid4().hex,
            "iat": int(now.timestamp()),
            "exp": int((now + self.life).timestamp()),
        }
        return jwt.encode(claims, self._keys[self._key_id], ALGORITHM, headers={"kid": self._key_id})

    def read(self, token: str) -> Claims:
        """Check signature, key and life.

        Raises:
            TokenExpiredError: its life is over.
            TokenInvalidError: anything else is wrong with it.
        """
        claims = self._verified(token)
        if claims.exp <= datetime.now(UTC).timestamp():
            raise TokenExpiredError
        return claims

    def _verify(self, token: str) -> Claims:
        try:
            key = self._keys[jwt.get_unverified_header(token)["kid"]]
            claims = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                options={"require": ["sub", "sid", "jti", "iat", "exp"]},
            )
            return Claims.model_validate(claims)
        except jwt.ExpiredSignatureError as error:
            raise TokenExpiredError from error
        except (jwt.InvalidTokenError, KeyError, TypeError, ValidationError) as error:
            raise TokenInvalidError from error
