"""The search attributes of an order's workflow: what ops filter by in the Temporal Web UI."""

from typing import Any

from temporalio.common import SearchAttributeIndexedValueType as Indexed
from temporalio.common import SearchAttributeKey

ORDER_NUMBER = SearchAttributeKey.for_keyword("OrderNumber")
ORGANIZATION_ID = SearchAttributeKey.for_keyword("OrganizationId")
ORDER_STAGE = SearchAttributeKey.for_keyword("OrderStage")
WAITING_FOR = SearchAttributeKey.for_keyword_list("WaitingFor")
ASSIGNED_TO = SearchAttributeKey.for_keyword("AssignedTo")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")
OVERDUE = SearchAttributeKey.for_bool("Overdue")

ALL: tuple[SearchAttributeKey[Any], ...] = (
    ORDER_NUMBER,
    ORGANIZATION_ID,
    ORDER_STAGE,
    WAITING_FOR,
    ASSIGNED_TO,
    DUE_AT,
    OVERDUE,
)

TYPE_NAMES = {
    Indexed.KEYWORD: "Keyword",
    Indexed.KEYWORD_LIST: "KeywordList",
    Indexed.DATETIME: "Datetime",
    Indexed.BOOL: "Bool",
}
"""The names that `temporal operator search-attribute create --type` knows."""
