"""Who may give which rights, where roles apply, and which passwords are fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.service.actors import CITY, COUNTY, HALL, actor
from tierline.people import rules
from tierline.people.model import Person, PersonFacts, RoleHeld
from tierline.rights.model import Actor, ActorKind
from tierline.rights.policy import permissions_of, roles
from tierline.sites.model import is_within
from tierline.wording import Language

PROVINCE, OTHER_CITY = "65", "65.6502"

sites = st.sampled_from(["", "65", "6", "65.6501", "65.65010", "65.6502", "65.6501.650102", "44"])
role_names = st.sampled_from(sorted(roles()))
people = st.builds(lambda names, site: actor(*names, site=site), st.lists(role_names, max_size=3), sites)


@pytest.mark.clause("CHN-11", "GOV-01")
@pytest.mark.parametrize(
    ("own_role", "own_site", "role", "site", "expected"),
    [
        ("administrator", CITY, "clerk", CITY, True),
        ("administrator", CITY, "clerk", HALL, True),
        ("administrator", CITY, "administrator", COUNTY, True),
        ("administrator", CITY, "administrator", PROVINCE, False),  # above
        ("administrator", CITY, "clerk", "", False),
        ("administrator", CITY, "clerk", OTHER_CITY, False),  # beside
        ("administrator", CITY, "clerk", "65.65010", False),  # begins alike and is another site
        ("administrator", "", "auditor", "", True),
        ("administrator", "", "customer", "", False),  # nobody is given it
        ("administrator", "", "billing_system", "", False),  # made for systems
        ("administrator", "", "emperor", "", False),
        ("supervisor", CITY, "clerk", CITY, False),  # may see people, not manage them
        ("agent", "", "agent", HALL, False),
        ("auditor", "", "auditor", HALL, False),
    ],
)
def test_roles_are_given_downwards_by_administrators_alone(own_role, own_site, role, site, expected):
    assert rules.may_give_person(actor(own_role, site=own_site), role, site) is expected


@pytest.mark.clause("GOV-01")
def test_whoever_manages_people_but_not_systems_makes_no_administrator():
    clerk_of_staff = Actor("1", ActorKind.PERSON, "x", CITY, frozenset({"person:manage", "person:read"}))

    assert rules.may_give_person(clerk_of_staff, "clerk", CITY)
    assert not rules.may_give_person(clerk_of_staff, "administrator", CITY)


@pytest.mark.parametrize(
    ("role", "site", "expected"),
    [
        ("billing_system", CITY, True),
        ("agent", COUNTY, True),
        ("billing_system", PROVINCE, False),
        ("administrator", CITY, False),  # a system hands out no rights
        ("customer", CITY, False),
    ],
)
def test_a_system_gets_no_right_over_rights(role, site, expected):
    assert rules.may_give_client(actor("administrator", site=CITY), role, site) is expected


@pytest.mark.parametrize(
    ("home", "held", "expected"),
    [
        (CITY, [("clerk", HALL)], True),
        (CITY, [], True),
        (CITY, [("clerk", HALL), ("supervisor", PROVINCE)], False),  # a password would give the province
        (PROVINCE, [("clerk", HALL)], False),
        (OTHER_CITY, [("clerk", HALL)], False),
    ],
)
def test_a_person_is_managed_only_by_whoever_reaches_all_of_their_roles(home, held, expected):
    facts = PersonFacts("x", "", home, Language.EN)
    person = Person("2", "x", facts, True, 1, tuple(RoleHeld(*role) for role in held))

    assert rules.may_manage(actor("administrator", site=CITY), person) is expected


@pytest.mark.clause("CHN-11")
@given(held=st.lists(st.builds(RoleHeld, role_names, sites)), site=sites)
def test_a_permission_applies_only_at_the_site_of_its_role_and_below(held, site):
    allowed = rules.permissions_at(held, site)

    above = {one.role for one in held if is_within(site, one.site)}
    assert allowed == permissions_of(tuple(sorted(above)))


@given(giver=people, role=role_names, site=sites)
def test_nobody_gives_beyond_their_own_site(giver, role, site):
    if rules.may_give_person(giver, role, site):
        assert is_within(site, giver.site)


@pytest.mark.parametrize(
    ("held", "home", "expected"),
    [
        ([], CITY, ()),
        ([("clerk", HALL), ("supervisor", CITY)], HALL, (CITY, HALL)),
        ([("clerk", "44.4401"), ("clerk", CITY)], HALL, (CITY, "44.4401")),  # of two cities, one's own first
    ],
)
def test_the_highest_post_comes_first(held, home, expected):
    assert rules.posts([RoleHeld(*one) for one in held], home) == expected


@pytest.mark.parametrize(
    ("password", "is_fit"),
    [
        ("seven brown owls wait", True),
        ("一只猫头鹰在树上等待天亮", True),
        ("owls wait 12", True),
        ("owls wait 1", False),  # 11 characters
        ("w" * 257, False),
        ("zhao.min-2012", False),  # the account is in it
        ("ZHAO.MIN-2012", False),
        ("aaaaaaaaaaaab", False),
        ("123456789012", False),
        ("987654321098", False),
        ("abcdefghijkl", False),
    ],
)
def test_a_password_is_long_and_not_the_first_guess(password, is_fit):
    assert (rules.weakness(password, "zhao.min") is None) is is_fit
