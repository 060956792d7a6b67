"""Where the five meetings are held: a land of the demo's scheme, invented or found in real lists, and its people."""

from __future__ import annotations

from dataclasses import dataclass, field

from pankti.base.actor import SYSTEM
from pankti.organisation.actions.group_units import group_units
from pankti.organisation.models import Appointment, Level, Organisation, Placement, Unit
from tests.makers.calls import make_home
from tests.makers.organisation import make_appointment, make_person, make_unit
from tests.organisation.lists import make_organisation

MAIN = "organisation"
NAMES = (
    ("दिनेश पाठक", "Dinesh Pathak"),
    ("सुनीता राठी", "Sunita Rathi"),
    ("इमरान अली", "Imran Ali"),
    ("गीता सैनी", "Geeta Saini"),
    ("लोकेश वर्मा", "Lokesh Verma"),
    ("पवन कश्यप", "Pawan Kashyap"),
    ("कविता जोशी", "Kavita Joshi"),
    ("नेहा बंसल", "Neha Bansal"),
    ("विजय तोमर", "Vijay Tomar"),
    ("राकेश यादव", "Rakesh Yadav"),
    ("पूजा नागर", "Pooja Nagar"),
    ("सलीम खान", "Salim Khan"),
    ("अंकित गोयल", "Ankit Goyal"),
    ("रेखा मौर्य", "Rekha Maurya"),
    ("मोहित शर्मा", "Mohit Sharma"),
    ("शबाना परवीन", "Shabana Parveen"),
    ("जितेंद्र पाल", "Jitendra Pal"),
    ("सरोज देवी", "Saroj Devi"),
    ("मनोज भाटी", "Manoj Bhati"),
    ("फरहा सिद्दीकी", "Farha Siddiqui"),
    ("विवेक राणा", "Vivek Rana"),
    ("तनवीर अहमद", "Tanveer Ahmad"),
    ("ममता गुप्ता", "Mamta Gupta"),
    ("बलराम सिंह", "Balram Singh"),
    ("प्रीति अग्रवाल", "Preeti Agrawal"),
    ("अमन दीक्षित", "Aman Dixit"),
    ("ज्योति रावत", "Jyoti Rawat"),
    ("कासिम अंसारी", "Qasim Ansari"),
)


@dataclass
class Land:
    """One state with two regions; ``districts``: city and rural of the first region, one of the second.

    ``assemblies``: one of the city's, one of the rural district's. ``mandals``: two of the first assembly.
    ``kendras``: three of the first mandal; ``booths``: the first of each kendra. ``held``: who holds what.
    """

    nation: Unit
    state: Unit
    regions: list[Unit]
    districts: list[Unit]
    assemblies: list[Unit]
    mandals: list[Unit]
    kendras: list[Unit]
    booths: list[Unit]
    held: dict[tuple[str, int], Appointment] = field(default_factory=dict)
    named: int = 0

    def appoint(self, post: str, unit: Unit, at: int = 0) -> Appointment:
        """The next of our people takes ``post`` at ``unit``; found again as ``held[post, at]``."""
        hindi, english = NAMES[self.named % len(NAMES)]
        self.named += 1
        person = make_person(hindi)
        person.names = {"hi": hindi, "en": english}
        person.save(update_fields=["names"])
        self.held[post, at] = made = make_appointment(unit=unit, post=post, person=person)
        return made

    def __getitem__(self, key: tuple[str, int]) -> Appointment:
        return self.held[key]


def invent() -> Land:
    """Invented places: the smallest land in which all five can be held."""
    _begin()
    nation = make_unit(level="nation", code="राष्ट्र", tree=MAIN, cell=0)
    state = make_unit(level="state", parent=nation, code="नवप्रदेश", tree=MAIN)
    regions = [make_unit(level="region", parent=state, code=name, tree=MAIN) for name in ("पूर्वांचल", "पश्चिमांचल")]
    districts = [
        make_unit(level="district", parent=regions[at], code=name, tree=MAIN)
        for at, name in ((0, "रूपगढ़ महानगर"), (0, "रूपगढ़ ग्रामीण"), (1, "सोनबाग"))
    ]
    assemblies = [
        make_unit(level="assembly", parent=districts[at], code=name, tree=MAIN)
        for at, name in ((0, "रूपगढ़"), (1, "नीलखेड़ा"))
    ]
    mandals = [make_unit(level="mandal", parent=assemblies[0], code=name, tree=MAIN) for name in ("मधुबाग", "किला")]
    kendras = [make_unit(level="cluster", parent=mandals[0], code=f"केंद्र {n}", tree=MAIN) for n in (1, 2, 3)]
    make_unit(level="cluster", parent=mandals[1], code="केंद्र 4", tree=MAIN)
    booths = [make_unit(level="booth", parent=one, code=f"बूथ {n}", tree=MAIN) for n, one in enumerate(kendras, start=1)]
    return _people(Land(nation, state, regions, districts, assemblies, mandals, kendras, booths))


def find() -> Land:
    """The same places in a tree that was brought in from lists: built up by rule, then the first that fit."""
    for level, size in (("cluster", None), ("mandal", None), ("region", 13)):
        group_units(actor=SYSTEM, level=level, size=size)
    _speak_both()
    state = Unit.objects.get(level="state")
    regions = _below(state, "region")[:2]
    city, rural = _below(regions[0], "district")[:2]
    first = next(one for one in _below(city, "assembly") if len(_below(one, "mandal")) > 1)
    mandals = _below(first, "mandal")[:2]
    kendras = _below(mandals[0], "cluster")[:3]
    return _people(
        Land(
            Unit.objects.get(level="nation"),
            state,
            regions,
            [city, rural, _below(regions[1], "district")[0]],
            [first, _below(rural, "assembly")[0]],
            mandals,
            kendras,
            [_below(one, "booth")[0] for one in kendras],
        )
    )


def _begin() -> None:
    make_organisation()
    _speak_both()


def _speak_both() -> None:
    Organisation.objects.update(languages=["hi", "en"], time_zone="Asia/Kolkata")
    assert Level.objects.filter(code="cluster").exists()


def _below(unit: Unit, level: str) -> list[Unit]:
    path = Placement.objects.get(tree=MAIN, unit=unit, ended_on=None).path
    rows = Placement.objects.filter(
        tree=MAIN, level=level, ended_on=None, path__startswith=path, unit__closed_on=None
    ).order_by("path")
    return [row.unit for row in rows.select_related("unit")[:200]]


def _people(land: Land) -> Land:
    """Who is there. The third kendra and the second mandal's co-convenor stay vacant; one lives in the mandal."""
    land.appoint("nation-convenor", land.nation)
    land.appoint("state-convenor", land.state)
    for at in (0, 1):
        land.appoint("state-co-convenor", land.state, at)
        land.appoint("region-in-charge", land.regions[at], at)
    for at, district in enumerate(land.districts):
        land.appoint("district-convenor", district, at)
        land.appoint("district-co-convenor", district, at)
    for at, assembly in enumerate(land.assemblies):
        land.appoint("assembly-in-charge", assembly, at)
    for at, mandal in enumerate(land.mandals):
        land.appoint("mandal-convenor", mandal, at)
    land.appoint("mandal-co-convenor", land.mandals[0])
    for at, kendra in enumerate(land.kendras[:2]):
        land.appoint("cluster-convenor", kendra, at)
    for at, booth in enumerate(land.booths):
        land.appoint("booth-convenor", booth, at)
    lives_here = land.appoint("district-member", land.districts[0], 0)
    lives_elsewhere = land.appoint("district-member", land.districts[0], 1)
    make_home(lives_here, land.booths[0], MAIN)
    make_home(lives_elsewhere, land.mandals[1], MAIN)
    return land
