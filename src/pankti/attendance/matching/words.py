# ruff: noqa: E501 - tables of words
"""Words around a name that are no part of it: titles, posts, places, devices. Compared by their sound, in any script."""

from __future__ import annotations

from functools import cache

from pankti.people.naming.sound import key_of

TITLES = (
    "shri shree sri smt shrimati shrimathi mr mrs ms miss dr doctor adv advocate er engineer prof professor pt ji jee bhai"
    " bhaiya bhaiyya didi sahab saheb sahib sushri col capt retd मा माननीय श्री श्रीमती सुश्री कु डॉ डा डॉक्टर एड एडवोकेट"
    " प्रो इं इंजी जी भाई भैया दीदी साहब साहेब पं कैप्टन"
)
POSTS = (
    "sanyojak sahsanyojak sah saha prabhari sahprabhari adhyaksh upadhyaksh mahamantri mahasachiv mantri sachiv koshadhyaksh"
    " president vice secretary general treasurer convenor convener coconvenor co coordinator incharge charge head member"
    " karyakarta worker volunteer sadasya pravakta operator it cell social media karyakarini pramukh vibhag team youth"
    " morcha yuva mahila official office karyalay host cohost admin speaker chair mukhya sanchalak"
    " संयोजक सह प्रभारी अध्यक्ष उपाध्यक्ष महामंत्री मंत्री सचिव कोषाध्यक्ष कार्यकर्ता सदस्य प्रवक्ता ऑपरेटर आईटी सेल सोशल मीडिया"
    " कार्यकारिणी प्रमुख विभाग टीम युवा महिला कार्यालय संचालक"
)
PLACES = (
    "booth both polling station ward mandal kendra shakti sector block zila jila zilla district dist distt vidhansabha vidhan"
    " sabha assembly ac panchayat nagar gram gaon village city town tehsil pradesh state kshetra no number num from of the"
    " and se बूथ वार्ड मंडल मण्डल केंद्र केन्द्र शक्ति सेक्टर ब्लॉक जिला ज़िला विधानसभा पंचायत नगर ग्राम गांव गाँव शहर तहसील प्रदेश क्षेत्र"
    " समूह नंबर संख्या नं से का की के"
)
_DEVICES = frozenset(
    [
        "iphone",
        "ipad",
        "galaxy",
        "samsung",
        "redmi",
        "note",
        "realme",
        "vivo",
        "oppo",
        "oneplus",
        "motorola",
        "moto",
        "nokia",
        "poco",
        "mi",
        "xiaomi",
        "infinix",
        "tecno",
        "itel",
        "lava",
        "micromax",
        "jio",
        "jiophone",
        "android",
        "phone",
        "mobile",
        "fone",
        "laptop",
        "pc",
        "desktop",
        "lenovo",
        "dell",
        "hp",
        "asus",
        "acer",
        "macbook",
        "mac",
        "windows",
        "tab",
        "tablet",
        "honor",
        "huawei",
        "pixel",
        "google",
        "nothing",
        "iqoo",
        "narzo",
        "pro",
        "max",
        "plus",
        "prime",
        "lite",
        "ultra",
        "mini",
        "se",
        "user",
        "guest",
        "participant",
        "zoom",
        "meet",
        "teams",
        "unknown",
        "new",
        "device",
        "मोबाइल",
        "फोन",
        "फ़ोन",
        "आईफोन",
        "लैपटॉप",
    ]
)
ABBREVIATED = {
    "kr": "kumar",
    "kum": "kumar",
    "md": "mohammad",
    "mohd": "mohammad",
    "moh": "mohammad",
    "pd": "prasad",
    "pr": "prasad",
    "sk": "sheikh",
    "chd": "chaudhary",
    "कु": "कुमार",
    "मो": "मोहम्मद",
    "मोह": "मोहम्मद",
}
ENDINGS = ("bhaiya", "bhai", "ben", "behen", "ji", "jee", "भाई", "बेन", "जी")
"""What is hung on a name without a blank: Rameshbhai, Sunitaji."""


@cache
def title_keys() -> frozenset[str]:
    return frozenset(filter(None, map(key_of, TITLES.split())))


@cache
def place_keys() -> frozenset[str]:
    return frozenset(filter(None, map(key_of, f"{POSTS} {PLACES}".split())))


def is_device(word: str) -> bool:
    return word.casefold() in _DEVICES
