"""A second factor that was lost with its recovery codes, taken off by whoever manages the person."""

from http import HTTPStatus

from fastapi import APIRouter

from api.openapi import Responses, refusal_docs
from api.people import FORBIDDEN, UNKNOWN, WRITTEN, Reader, locked
from api.services import ServicesOf
from api.traces import TraceOf
from domain.accounts import refuse_block
from domain.audit import RecordedAction
from domain.sessions import SessionEnd
from domain.values import PersonId

router = APIRouter(prefix="/people/{person_id}/totp", tags=["people"])

OF_RESET: Responses = (
    WRITTEN
    | UNKNOWN
    | {
        403: refusal_docs("Not with your rights", *FORBIDDEN, "auth.totp_required", "person.own_rights"),
        422: refusal_docs("Not well formed", "request.invalid"),
    }
)


@router.delete("", name="reset_totp", status_code=HTTPStatus.NO_CONTENT, responses=OF_RESET)
async def reset(person_id: PersonId, person: Reader, trace: TraceOf, services: ServicesOf) -> None:
    """Turn off somebody's second factor, once you are sure who asks: it ends every session of theirs.

    Who must have one turns on another with the next log-in. The own one goes by `POST /v1/me/totp/removal`.
    """
    async with services.database.transaction() as tx:
        by, account = await locked(tx, person, person_id)
        refuse_block(by, account.person)  # whoever may not block the person may not open their account either
        if await tx.second_factors.find(account.id) is None:
            return
        await tx.second_factors.remove(account.id)
        await tx.sessions.end_all(account.id, SessionEnd.LOGGED_OUT, trace.at)
        await tx.audit.note(RecordedAction.TOTP_RESET, account.person, trace)
