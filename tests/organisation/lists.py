"""Small invented twins of the lists that come from outside, dirt included, and one way to import them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pankti.base.actor import SYSTEM
from pankti.organisation.actions.import_units import ImportResult, import_units
from pankti.organisation.actions.load_scheme import load_scheme
from pankti.organisation.importing.drafts import Remark
from pankti.organisation.importing.mapping import list_mappings
from pankti.organisation.importing.plan import Wishes, make_plan
from pankti.organisation.models import ActorClass, Organisation, Unit
from pankti.organisation.queries import get_shape

STATIONS = """ac_no,part_no,polling_station_name,electors_male,electors_female,electors_other,electors_total
1,1,PRATHMIK VIDYALAYA KACHNAR,100,90,0,190
1,2,प्राथमिक विद्यालय कचनार,80,70,0,150
2,1,=HYPERLINK("x"),80,70,0,x
2,2,"PANCHAYAT BHAVAN,
 KHAJURI",80,70,0,150
3,1,JUNIOR SCHOOL IMLI,1,1,0,2
"""
SEATS = """st_census_code,st_name,dt_code,district,ac_no,ac_name,pc_no,pc_name
09,UTTAR PRADESH,01,KACHNARPUR *,1,Kachnar (SC),1,NIMGAON
09,UTTAR PRADESH,01,KACHNARPUR *,2,Khajuri,1,NIMGAON
09,UTTAR PRADESH,02,IMLI NAGAR,3,Imli,2,PEEPALPUR
10,BIHAR,01,ELSEWHERE,1,Elsewhere,1,ELSEWHERE
"""
SEAT_NAMES = """pc_id,st_code,st_name,pc_no,pc_name,pc_name_hi,pc_category,wikidata_qid,status
901,9,Uttar Pradesh,1,Nimgaon,नीमगाँव,SC,,
902,9,Uttar Pradesh,2,Peepalpur,पीपलपुर,GEN,,
"""
PLACE_NAMES = "id,sr_no,hindi,eng\n1,101,कचनारपुर, Kachnarpur\n2,102,इमली नगर,Imlee Nagar\n"

RAW = (
    "Polling Station (Main and Auxiliary) Details,,,,,,,,,,\n"
    "AC No. & Name,Polling Station No.,Polling Station Name,Main/Auxiliary Polling Station (M/A),"
    "Elector Serial No. From,Elector Serial No. To,Latitude of Polling Station Building,"
    "Longitude of Polling Station Building,Electricity facility at PS (Yes/No),"
    "Toilet Facility at PS (Yes/No),Ramp Facility at PS (Yes/No)\n"
    "1,2,3,4,5,6,7,8,9,10,11\n"
    "7-Amrai (SC) [3-Bargadpur],001,Vidyalay Amrai,Main,1,500,25.5,85.5,Yes,Yes,Yes\n"
    '7-Amrai (SC) [3-Bargadpur],001,Vidyalay Amrai Uttar,AUXLIARY,501,900,"25°30\'36.0""N","85°30\'0""E",Y,Y,Y\n'
    '"7- \n Amrai",2A,"सामुदायिक भवन,\n अमराई",A,1,500,"N025°29\'13""","E085°29\'13""",Yes,Yes,Yes\n'
    "7-Amrai (SC) [3-Bargadpur],003,Panchayat Bhavan,M,1,500,25°75'10,85.5,Yes,Yes,Yes\n"
    "7-Amrai (SC) [3-Bargadpur],004,Samudayik Kendra,Main,1,500,85.51,25.52,Yes,Yes,Yes\n"
    ",005,Cut Row,Main,1,500,25.5,85.5,Yes,Yes,Yes\n"
    "7-Amrai (SC) [3-Bargadpur],,No Number,Main,1,500,25.5,85.5,Yes,Yes,Yes\n"
    "7-Amrai (SC) [3-Bargadpur],001,Twice,Main,1,500,25.5,85.5,Yes,Yes,Yes\n"
    "7-Amrai (SC) [3-Bargadpur],006,,,1,500,40.5,85.5,Yes,Yes,Yes\n"
    ",,,,,,,,,,\n"
)


@dataclass
class Outcome:
    """What an import said: the figures, and the remarks by file name."""

    result: ImportResult
    remarks: list[tuple[str, Remark]] = field(default_factory=list)

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(remark.row, remark.reason) for _file, remark in self.remarks]


def make_organisation(scheme: str = "in-organisation") -> Organisation:
    load_scheme(actor=SYSTEM, code=scheme)
    return Organisation.objects.create(
        names={"hi": "जन सेवा संघ", "en": "Jan Seva Sangh"}, actor_class=ActorClass.NGO, languages=["hi"], scheme=scheme
    )


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """A file with this text; packed when its name says so."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode() if isinstance(text, str) else text
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def write_stations(folder: Path, stations: str = STATIONS, seats: str = SEATS) -> list[Path]:
    return [
        write(folder, "up_stations.csv.gz", stations),
        write(folder, "seats.csv", seats),
        write(folder, "seat_names.csv", SEAT_NAMES),
        write(folder, "place_names.csv", "\ufeff" + PLACE_NAMES),
    ]


def bring_in(*files: Path, dry_run: bool = False, **wishes: Any) -> Outcome:
    plan = make_plan(list(files), shape=get_shape(), mappings=list_mappings(), wishes=Wishes(**wishes))
    outcome = Outcome(ImportResult())
    outcome.result = import_units(
        actor=SYSTEM, plan=plan, dry_run=dry_run, report=lambda file, remark: outcome.remarks.append((file, remark))
    )
    return outcome


def unit_of(level: str, code: str) -> Unit:
    return Unit.objects.get(level=level, code=code)
