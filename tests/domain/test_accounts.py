"""Who may manage whom: nobody makes themselves or anybody else mightier than they may."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts import (
    MANAGED_WITH,
    RESERVED,
    NotGranted,
    NotManaged,
    OwnRights,
    PlatformRole,
    ReplacementUnfit,
    fit_to_replace,
    refuse_block,
    refuse_change,
    refuse_creation,
    refuse_unmanaged,
)
from domain.orders.errors import Refusal
from domain.people import Permission, Person, Role
from tests.domain.world import BLOCKED, BUYER, CURATOR, ENGINEER, OTHER_ENGINEER, OWNER, SUPERUSER, WORKER

OTHER_SUPERUSER = SUPERUSER.model_copy(update={"id": WORKER.id})


def granted(person: Person, *rights: Permission) -> Person:
    return person.model_copy(update={"extra_permissions": person.extra_permissions | {*rights}})


def accepted(rule: Callable[..., None], *given: Person) -> bool:
    try:
        rule(*given)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize(
    ("by", "whom"),
    [
        (CURATOR, {Role.ENGINEER, Role.STATIONARY_ENGINEER, Role.BUYER}),
        (OWNER, set()),
        (ENGINEER, set()),
        (WORKER, set()),
        (BUYER, set()),
        (SUPERUSER, set(Role)),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_who_creates_whom(by: Person, whom: set[Role]) -> None:
    def made(role: Role) -> Person:
        organization = None if role is Role.SUPERUSER else CURATOR.organization_id
        return WORKER.model_copy(update={"roles": frozenset({role}), "organization_id": organization})

    assert {role for role in Role if accepted(refuse_creation, by, made(role))} == whom


def test_22_a_curator_changes_and_blocks_nobody_but_the_crew() -> None:
    """ "Delete curator" deleted any user."""
    both = ENGINEER.model_copy(update={"roles": frozenset({Role.ENGINEER, Role.CURATOR})})
    for somebody in (OWNER, SUPERUSER, both, BLOCKED):
        with pytest.raises(NotManaged):
            refuse_block(CURATOR, somebody)
        with pytest.raises(NotManaged):
            refuse_change(CURATOR, somebody, somebody)
    refuse_block(CURATOR, ENGINEER)


def test_27_nobody_raises_the_own_rights() -> None:
    for person in (CURATOR, OWNER, SUPERUSER, granted(ENGINEER, Permission.PEOPLE_MANAGE)):
        raised = granted(person, Permission.MONEY_WRITE_OFF)
        with pytest.raises((OwnRights, NotManaged)):
            refuse_change(person, person, raised)
        with pytest.raises((OwnRights, NotManaged)):
            refuse_block(person, person)


def test_27_nobody_makes_an_administrator_of_somebody_else() -> None:
    for role in (Role.OWNER, Role.CURATOR, Role.SUPERUSER):
        more = ENGINEER.model_copy(update={"roles": frozenset({Role.ENGINEER, role})})
        with pytest.raises((NotManaged, PlatformRole)):
            refuse_change(CURATOR, ENGINEER, more)
    with pytest.raises(NotManaged):
        refuse_change(CURATOR, ENGINEER, granted(ENGINEER, Permission.MONEY_WRITE_OFF))


def test_a_superuser_grants_what_stays_inside_the_organization() -> None:
    refuse_change(SUPERUSER, ENGINEER, granted(ENGINEER, Permission.MONEY_CONFIRM))
    refuse_change(SUPERUSER, granted(ENGINEER, Permission.MONEY_CONFIRM), ENGINEER)
    for right in RESERVED:
        with pytest.raises(NotGranted):
            refuse_change(SUPERUSER, OWNER, granted(OWNER, right))
    with pytest.raises(NotGranted):
        refuse_change(SUPERUSER, OTHER_SUPERUSER, granted(OTHER_SUPERUSER, Permission.MONEY_PAY))


def test_whoever_may_more_by_an_extra_right_is_not_the_curators_to_invite() -> None:
    mightier = granted(ENGINEER, Permission.MONEY_WRITE_OFF)
    with pytest.raises(NotManaged):
        refuse_unmanaged(CURATOR, mightier)
    refuse_unmanaged(CURATOR, granted(ENGINEER, Permission.MONEY_CONFIRM))
    refuse_unmanaged(SUPERUSER, mightier)


def test_superusers_belong_to_no_organization_and_the_others_to_one() -> None:
    for changed in (
        {"roles": frozenset({Role.SUPERUSER})},
        {"organization_id": None},
        {"roles": frozenset({Role.SUPERUSER, Role.CURATOR}), "organization_id": None},
    ):
        with pytest.raises(PlatformRole):
            refuse_creation(SUPERUSER, CURATOR.model_copy(update=changed))


def test_orders_go_to_somebody_active_of_the_role() -> None:
    assert fit_to_replace(Role.ENGINEER, ENGINEER, OTHER_ENGINEER) == OTHER_ENGINEER
    for unfit in (None, ENGINEER, BLOCKED, CURATOR):
        with pytest.raises(ReplacementUnfit):
            fit_to_replace(Role.ENGINEER, ENGINEER, unfit)


people = st.builds(
    lambda who, roles, extra: who.model_copy(
        update={
            "roles": roles,
            "extra_permissions": extra,
            "organization_id": None if Role.SUPERUSER in roles else CURATOR.organization_id,
        }
    ),
    st.sampled_from([CURATOR, ENGINEER, OWNER, SUPERUSER]),
    st.one_of(
        st.just(frozenset({Role.SUPERUSER})),
        st.frozensets(st.sampled_from(sorted(set(Role) - {Role.SUPERUSER})), min_size=1),
    ),
    st.frozensets(st.sampled_from(sorted(set(Permission) - RESERVED)), max_size=3),
)


@given(by=people, before=people, after=people)
def test_no_change_gives_more_than_its_author_may_give(by: Person, before: Person, after: Person) -> None:
    after = after.model_copy(update={"id": before.id, "organization_id": before.organization_id})
    if not accepted(refuse_change, by, before, after):
        return
    for role in before.roles | after.roles:
        assert by.may(MANAGED_WITH[role])
    if Role.SUPERUSER not in by.roles:
        assert Role.SUPERUSER not in before.roles | after.roles
        assert before.extra_permissions == after.extra_permissions
    if by.id == before.id:
        assert (before.roles, before.extra_permissions) == (after.roles, after.extra_permissions)
    assert (Role.SUPERUSER in after.roles) == (after.organization_id is None)
