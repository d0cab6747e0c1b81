"""What the tests of the administration's pages begin with."""

from __future__ import annotations

from tests.service.actors import CITY, COUNTY, actor
from tests.service.api import Api
from tierline.people import staff
from tierline.people.model import PersonFacts, RoleHeld
from tierline.site_directory import service as sites
from tierline.sites.model import Site
from tierline.wording import Language

CHIEF = actor("administrator", site="")
AUDITOR = actor("auditor", site="")


def add_person(api: Api, account: str = "zhao.min", *held: RoleHeld, site: str = CITY) -> str:
    """A person of a site, without a password; their id."""
    facts = PersonFacts(f"Name of {account}", "customer_service", site, Language.ZH)
    with api.database.write() as connection:
        person = staff.create(connection, CHIEF, account, facts, held, now=api.clock())
    return person.id


def add_sites(api: Api) -> None:
    """A province with a city and its county, and a city of another province."""
    with api.database.write() as connection:
        for path, english, chinese in (
            ("65", "Xinjiang", "新疆"),
            (CITY, "Urumqi", "乌鲁木齐"),
            (COUNTY, "Tianshan", "天山区"),
            ("41", "Henan", "河南"),
            ("41.4101", "Zhengzhou", "郑州"),
        ):
            sites.add(connection, CHIEF, Site(path, english, chinese), now=api.clock())
