# ruff: noqa: E501 - tables of names
"""Names as people in India write them into video rooms, made up with a seed; and who they truly are.

Two parts with no given and no family name in common: DEV to work on the matching with, HELD to measure it by and for nothing else. Spellings
are varied by a table of its own, which knows nothing of how the matching hears names.

A line's ``truth`` is the person's number among the invited, or None: a guest, a device. ``is_open``: what is written
fits several of the invited alike, so that only a person can decide it; it counts in no recall.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

DEV, HELD = "dev", "held"
GIVEN = [
    "संजय:Sanjay",
    "अनिल:Anil",
    "सुनीता:Sunita",
    "राकेश:Rakesh",
    "ममता:Mamta",
    "योगेंद्र:Yogendra",
    "पूनम:Poonam",
    "दिनेश:Dinesh",
    "रेखा:Rekha",
    "मनोज:Manoj",
    "गीता:Geeta",
    "विजय:Vijay",
    "अर्चना:Archana",
    "प्रमोद:Pramod",
    "शैलेश:Shailesh",
    "नीलम:Neelam",
    "सुरेंद्र:Surendra",
    "किरण:Kiran",
    "अभिषेक:Abhishek",
    "पुष्पा:Pushpa",
    "ज्ञानेंद्र:Gyanendra",
    "सरिता:Sarita",
    "हरीश:Harish",
    "वंदना:Vandana",
    "मुकेश:Mukesh",
    "लक्ष्मी:Lakshmi",
    "राजकुमार:Rajkumar",
    "उमेश:Umesh",
    "शोभा:Shobha",
    "कैलाश:Kailash",
    "मीनाक्षी:Meenakshi",
    "जितेंद्र:Jitendra",
    "प्रियंका:Priyanka",
    "विकास:Vikas",
    "सविता:Savita",
    "कृष्णा:Krishna",
    "आशुतोष:Ashutosh",
    "निर्मला:Nirmala",
    "गौरव:Gaurav",
    "ऊषा:Usha",
    "रामेश्वर:Rameshwar",
    "बबीता:Babita",
    "धर्मेंद्र:Dharmendra",
    "चंद्रकांत:Chandrakant",
    "शिवम:Shivam",
    "अंजलि:Anjali",
    "भूपेंद्र:Bhupendra",
    "कुसुम:Kusum",
    "हेमंत:Hemant",
    "ज्योति:Jyoti",
    "ललित:Lalit",
    "माधुरी:Madhuri",
    "नरेश:Naresh",
    "पल्लवी:Pallavi",
    "प्रवीण:Praveen",
    "रश्मि:Rashmi",
    "सतीश:Satish",
    "शालिनी:Shalini",
    "त्रिलोक:Trilok",
    "विमला:Vimla",
    "बृजेश:Brijesh",
    "छाया:Chhaya",
    "देवेश:Devesh",
    "एकता:Ekta",
    "घनश्याम:Ghanshyam",
    "इंदु:Indu",
    "जगदीश:Jagdish",
    "कविता:Kavita",
    "महेंद्र:Mahendra",
    "नंदिनी:Nandini",
    "ओमप्रकाश:Omprakash",
    "फूलमती:Phoolmati",
    "रणजीत:Ranjit",
    "सौरभ:Saurabh",
    "तृप्ति:Tripti",
    "वीरेंद्र:Virendra",
    "अखिलेश:Akhilesh",
    "बिंदु:Bindu",
    "चेतन:Chetan",
    "दीपिका:Deepika",
    "गोपाल:Gopal",
    "हेमलता:Hemlata",
    "ईश्वर:Ishwar",
    "जयंती:Jayanti",
    "कमलेश:Kamlesh",
    "लोकेश:Lokesh",
    "मृदुला:Mridula",
    "नवीन:Naveen",
    "परमेश्वर:Parmeshwar",
    "रजनी:Rajni",
    "सोहनलाल:Sohanlal",
    "तारा:Tara",
    "उदय:Uday",
    "वर्षा:Varsha",
    "यशोदा:Yashoda",
    "ब्रह्मानंद:Brahmanand",
    "मोहसिन:Mohsin",
    "फरीदा:Farida",
    "इमरान:Imran",
    "शबाना:Shabana",
    "जॉर्ज:George",
    "मैरी:Mary",
    "गुरप्रीत:Gurpreet",
    "हरजीत:Harjeet",
    "सलमा:Salma",
    "आरिफ:Arif",
]
FAMILY = [
    "वर्मा:Verma",
    "कुमार:Kumar",
    "देवी:Devi",
    "सिंह:Singh",
    "शर्मा:Sharma",
    "यादव:Yadav",
    "कुमारी:Kumari",
    "गुप्ता:Gupta",
    "मिश्रा:Mishra",
    "चौधरी:Chaudhary",
    "प्रसाद:Prasad",
    "तिवारी:Tiwari",
    "पटेल:Patel",
    "खान:Khan",
    "श्रीवास्तव:Srivastava",
    "पांडेय:Pandey",
    "मौर्य:Maurya",
    "राजपूत:Rajput",
    "जोशी:Joshi",
    "सक्सेना:Saxena",
    "द्विवेदी:Dwivedi",
    "अंसारी:Ansari",
    "कश्यप:Kashyap",
    "ठाकुर:Thakur",
    "बघेल:Baghel",
    "सैनी:Saini",
    "राठौर:Rathore",
    "भदौरिया:Bhadauria",
    "त्यागी:Tyagi",
    "निगम:Nigam",
    "उपाध्याय:Upadhyay",
    "बाजपेयी:Bajpai",
    "कुशवाहा:Kushwaha",
    "शाक्य:Shakya",
    "लोधी:Lodhi",
    "पाल:Pal",
    "गौतम:Gautam",
    "जायसवाल:Jaiswal",
    "नायक:Nayak",
    "सोनी:Soni",
]
MIDDLE = [
    "कुमार:Kumar",
    "लाल:Lal",
    "प्रताप:Pratap",
    "चंद्र:Chandra",
    "रानी:Rani",
    "बहादुर:Bahadur",
    "नाथ:Nath",
    "मोहन:Mohan",
]
PLACES = [
    "रामपुर:Rampur",
    "बेलवा:Belwa",
    "सिकंदरा:Sikandra",
    "नौबस्ता:Naubasta",
    "हरिहरपुर:Hariharpur",
    "खजुरी:Khajuri",
    "मधुबन:Madhuban",
    "तिलहर:Tilhar",
]
POSTS = (
    "Sanyojak",
    "IT Sanyojak",
    "Mandal Prabhari",
    "convenor",
    "सह-संयोजक",
    "IT cell",
    "adhyaksh",
    "Booth Adhyaksh",
    "संयोजक",
)
DEVICES = (
    "iPhone", "Galaxy A12", "Redmi Note 9 Pro", "vivo 1904", "OPPO A5s", "realme 8i", "SM-M315F", "Samsung SM-A505F", "iPad (2)",
    "Galaxy M31", "OnePlus Nord", "Zoom user", "POCO M2 Pro", "LAPTOP-9K2M1QZ", "Android", "Xiaomi 11i", "Moto G60",
)  # fmt: skip
SPELT = (
    ("ee", "i"), ("i", "ee"), ("oo", "u"), ("u", "oo"), ("v", "w"), ("w", "v"), ("sh", "s"), ("aa", "a"), ("ksh", "x"), ("ph", "f"),
    ("endra", "ender"), ("endra", "indra"), ("au", "ou"), ("ai", "ay"), ("j", "z"), ("th", "t"), ("y", "i"), ("ch", "chh"),
    ("esh", "ish"), ("it", "eet"), ("ra", "raa"), ("na", "naa"), ("la", "ala"), ("sri", "shri"), ("dh", "d"), ("vi", "bi"),
)  # fmt: skip
TITLES = ("Shri ", "Smt. ", "Dr. ", "Adv ", "Mr ", "Er. ", "श्री ", "श्रीमती ")
BENGALI, GUJARATI, GURMUKHI = 0x80, 0x180, 0x100


@dataclass(frozen=True)
class Invited:
    """``hindi`` and ``english`` as the list has them; one of the two may be empty. ``booth``: their unit's number."""

    hindi: str
    english: str
    booth: int
    place: str


@dataclass(frozen=True)
class Line:
    written: str
    truth: int | None
    is_open: bool
    style: str


@dataclass(frozen=True)
class Meeting:
    invited: tuple[Invited, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Person:
    given: tuple[str, str]
    middle: tuple[str, str]
    family: tuple[str, str]
    booth: int
    place: tuple[str, str]

    def full(self, script: int) -> str:
        return " ".join(part[script] for part in (self.given, self.middle, self.family) if part[script])


STYLES = {
    "latin": 220, "hindi": 110, "case": 80, "title": 60, "ji": 25, "post": 60, "booth": 90, "place": 30, "given": 90,
    "given_booth": 50, "initials": 40, "glued": 30, "device_of": 40, "digits": 20, "typo": 30, "dotted": 20, "fancy": 12,
    "family": 15, "mixed": 15, "script": 12, "cut": 12, "no_middle": 40, "swapped": 20, "brackets": 25,
}  # fmt: skip


def make(part: str, *, seed: int, meetings: int = 45) -> list[Meeting]:
    """So many meetings of one part, always the same for a seed."""
    rng = random.Random(f"{part}-{seed}")
    odd = 0 if part == DEV else 1
    given, family, places = (_pairs(words)[odd::2] for words in (GIVEN, FAMILY, PLACES))
    return [_meeting(rng, given, family, _pairs(MIDDLE)[odd::2], places) for _n in range(meetings)]


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(hindi, latin) for hindi, latin in (word.split(":") for word in words)]


def _meeting(
    rng: random.Random,
    given: list[tuple[str, str]],
    family: list[tuple[str, str]],
    middle: list[tuple[str, str]],
    places: list[tuple[str, str]],
) -> Meeting:
    def person(at: int) -> _Person:
        return _Person(
            rng.choice(given),
            rng.choice(middle) if rng.random() < 0.25 else ("", ""),
            rng.choice(family),
            at,
            rng.choice(places),
        )

    first = rng.randint(1, 300)
    people = [person(first + at) for at in range(rng.randint(15, 60))]
    invited = tuple(
        Invited(p.full(0) if kind != 1 else "", p.full(1) if kind != 0 else "", p.booth, f"{p.place[0]} {p.place[1]}")
        for p in people
        for kind in [rng.choices((0, 1, 2), (15, 25, 60))[0]]
    )
    givens, families = Counter(p.given for p in people), Counter(p.family for p in people)
    pairs = Counter((p.given, p.family) for p in people)
    lines = []
    for at, one in enumerate(people):
        if rng.random() < 0.25:
            continue  # did not come
        for _visit in range(2 if rng.random() < 0.06 else 1):
            style = rng.choices(list(STYLES), list(STYLES.values()))[0]
            is_open = pairs[one.given, one.family] > 1 and style not in ("booth", "given_booth")
            is_open = is_open or (style in ("given", "given_booth") and givens[one.given] > 1 and style == "given")
            is_open = is_open or (style == "family" and families[one.family] > 1)
            if style == "device_of":
                is_open = is_open or givens[one.given] > 1
            if style == "initials":
                is_open = (
                    is_open or sum(p.family == one.family and p.given[1][0] == one.given[1][0] for p in people) > 1
                )
                is_open = is_open or givens[one.given] > 1
            lines.append(Line(_write(rng, one, style), at, is_open, style))
    for _guest in range(rng.randint(0, 4)):
        style = rng.choice(("latin", "hindi", "case", "title", "given", "post", "latin"))
        lines.append(Line(_write(rng, person(900), style), None, True, "guest"))
    for _device in range(rng.randint(0, 2)):
        lines.append(Line(rng.choice(DEVICES), None, True, "device"))
    rng.shuffle(lines)
    return Meeting(invited, tuple(lines))


def _write(rng: random.Random, one: _Person, style: str) -> str:
    full = " ".join(_spell(rng, word) for word in one.full(1).split())
    short = f"{_spell(rng, one.given[1])} {_spell(rng, one.family[1])}"
    given = rng.choice((_spell(rng, one.given[1]), one.given[0], one.given[1]))
    booth = rng.choice(
        (f"Booth {one.booth}", f"booth no {one.booth}", f"बूथ {one.booth}", f"B.No.{one.booth}", f"{one.booth}")
    )
    ways = {
        "latin": lambda: full,
        "hindi": lambda: one.full(0),
        "case": lambda: rng.choice((full.lower(), full.upper(), short.lower())),
        "title": lambda: rng.choice(TITLES) + rng.choice((full, one.full(0))),
        "ji": lambda: rng.choice((f"{full} ji", f"{one.full(0)} जी", f"{short} Ji")),
        "post": lambda: f"{full}{rng.choice((', ', ' - ', ' ', ' | '))}{rng.choice(POSTS)}",
        "booth": lambda: rng.choice(
            (f"{booth} {full}", f"{full} ({booth})", f"{full} - {booth}", f"{one.booth}_{short}")
        ),
        "place": lambda: rng.choice(
            (f"{full} {one.place[1]}", f"{one.full(0)}, {one.place[0]}", f"{full} ({one.place[1]})")
        ),
        "given": lambda: given,
        "given_booth": lambda: rng.choice((f"{booth} {given}", f"{given} ({booth})", f"{given} {booth}")),
        "initials": lambda: rng.choice(
            (
                f"{one.given[1][0]} {one.family[1]}",
                f"{one.given[1]} {one.family[1][0]}",
                f"{one.given[1][0]}. {one.family[1]}",
            )
        ),
        "glued": lambda: rng.choice(
            (short.replace(" ", ""), short.replace(" ", "").lower(), f"{short.replace(' ', '')}{one.booth}")
        ),
        "device_of": lambda: rng.choice(
            (f"{short}'s iPhone", f"{one.given[1]}’s Galaxy A12", f"{short} ka phone", f"{short} Redmi Note 9")
        ),
        "digits": lambda: f"{short}{rng.choice(('', ' '))}{rng.randint(400, 999)}",
        "typo": lambda: _typo(rng, short),
        "dotted": lambda: rng.choice(
            (short.lower().replace(" ", "."), short.lower().replace(" ", "_"), short.replace(" ", "-"))
        ),
        "fancy": lambda: rng.choice((f"🌹{full}🌹", f"★ {full} ★", _fancy(short), f"🙏 {one.full(0)}")),
        "family": lambda: rng.choice((f"{one.family[1]} ji", f"{one.family[0]} जी", one.family[1])),
        "mixed": lambda: f"{one.given[0]} {_spell(rng, one.family[1])}",
        "script": lambda: _shift(one.full(0), rng.choice((GUJARATI, BENGALI, GURMUKHI))),
        "cut": lambda: short[: max(6, len(short) - rng.randint(1, 2))],
        "no_middle": lambda: rng.choice((short, f"{one.given[0]} {one.family[0]}")),
        "swapped": lambda: f"{_spell(rng, one.family[1])} {_spell(rng, one.given[1])}",
        "brackets": lambda: rng.choice(
            (f"{short} ({one.given[0]} {one.family[0]})", f"{one.given[1]} ({short})", f"Zoom user ({short})")
        ),
    }
    return ways[style]()


def _spell(rng: random.Random, word: str) -> str:
    """Mostly as the table of names has it, else with one or two of the usual other spellings."""
    lower = word.lower()
    for _n in range(rng.choices((0, 1, 2), (60, 30, 10))[0]):
        fitting = [(a, b) for a, b in SPELT if a in lower]
        if fitting:
            a, b = rng.choice(fitting)
            lower = lower.replace(a, b, 1)
    return lower[:1].upper() + lower[1:]


def _typo(rng: random.Random, text: str) -> str:
    at = rng.randrange(1, len(text) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]


def _fancy(text: str) -> str:
    return "".join(
        chr(0x1D400 + ord(c) - 65) if "A" <= c <= "Z" else chr(0x1D41A + ord(c) - 97) if "a" <= c <= "z" else c
        for c in text
    )


def _shift(text: str, by: int) -> str:
    moved = "".join(chr(ord(c) + by) if 0x900 <= ord(c) < 0x964 else c for c in text)
    return moved if all(unicodedata.category(c) != "Cn" for c in moved) else text
