"""The five meetings, held with invented people in invented places: what their records say, in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from pankti.meetings.types import Mode, Role
from pankti.minutes.types import EntryKind, Honorific, Manner

SHRI, SMT, MS, DR = Honorific.SHRI, Honorific.SHRIMATI, Honorific.SUSHRI, Honorific.DR
SAID, EXPLAINED, URGED, QUOTED = Manner.SAID, Manner.EXPLAINED, Manner.URGED, Manner.QUOTED
ORGANISATION = {"hi": "लोक उदय मंच", "en": "Lok Uday Manch"}
WING = {"hi": "आईटी प्रकोष्ठ", "en": "IT Cell"}


@dataclass(frozen=True)
class Somebody:
    """``code`` names them within one meeting."""

    code: str
    honorific: Honorific
    hi: str
    en: str
    post_hi: str
    post_en: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Line:
    """One entry: a speech by ``by``, a decision, or a note."""

    kind: EntryKind
    hi: str
    en: str
    by: str = ""
    manner: Manner = SAID
    until: date | None = None
    is_inner: bool = False


@dataclass(frozen=True)
class Held:
    slug: str
    unit: dict[str, str]
    titles: dict[str, str]
    starts_at: datetime
    mode: Mode = Mode.IN_PERSON
    venue: dict[str, str] = field(default_factory=dict)
    people: tuple[Somebody, ...] = ()
    lines: tuple[Line, ...] = ()
    came: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()
    """(post in Hindi, post in English, names in both): who came beside those with a part."""
    unnamed: int = 0
    """Guests at the door who are counted, not named."""


def say(by: str, hi: str, en: str, manner: Manner = SAID) -> Line:
    return Line(EntryKind.SPEECH, hi, en, by, manner)


def decide(hi: str, en: str, until: date | None = None) -> Line:
    return Line(EntryKind.DECISION, hi, en, until=until)


def note(hi: str, en: str, *, is_inner: bool = False) -> Line:
    return Line(EntryKind.NOTE, hi, en, is_inner=is_inner)


C, D, CG, SG, MS_, SP, ST, W, T = (
    Role.CHAIR,
    Role.DIRECTOR,
    Role.CHIEF_GUEST,
    Role.SPECIAL_GUEST,
    Role.MAIN_SPEAKER,
    Role.SPEAKER,
    Role.STAGE,
    Role.WELCOME,
    Role.THANKS,
)

ASSEMBLY = Held(
    slug="1-assembly",
    unit={"hi": "रूपगढ़ विधानसभा", "en": "Rupgarh Assembly"},
    titles={"hi": "लोकसभा उपचुनाव-पूर्व संयुक्त बैठक", "en": "Joint meeting before the Lok Sabha by-election"},
    starts_at=datetime(2026, 9, 6, 5, 30, tzinfo=UTC),
    venue={"hi": "नगर भवन, रूपगढ़", "en": "the Town Hall, Rupgarh"},
    people=(
        Somebody(
            "chair",
            SHRI,
            "दिनेश पाठक",
            "Dinesh Pathak",
            "रूपगढ़ विधानसभा आईटी प्रभारी",
            "IT In-charge of Rupgarh Assembly",
            (C, W, T),
        ),
        Somebody("city", SHRI, "अरुण मित्तल", "Arun Mittal", "महानगर आईटी संयोजक", "City IT Convenor", (CG,)),
        Somebody(
            "rural", SMT, "सुनीता राठी", "Sunita Rathi", "ग्रामीण जिला आईटी संयोजक", "Rural District IT Convenor", (CG,)
        ),
        Somebody(
            "near",
            SHRI,
            "इमरान अली",
            "Imran Ali",
            "नीलखेड़ा विधानसभा आईटी प्रभारी",
            "IT In-charge of Neelkheda Assembly",
            (CG,),
        ),
        Somebody("mp", SHRI, "हरिओम त्यागी", "Hariom Tyagi", "मंडल अध्यक्ष", "Mandal President", (CG,)),
        Somebody("mv", SMT, "गीता सैनी", "Geeta Saini", "मंडल उपाध्यक्ष", "Mandal Vice-President", (CG,)),
        Somebody("mg", SHRI, "लोकेश वर्मा", "Lokesh Verma", "मंडल महामंत्री", "Mandal General Secretary", (CG,)),
    ),
    lines=(
        say(
            "chair",
            "उपचुनाव में डिजिटल टीम की भूमिका मुख्य है और संगठन के विचार तथा सरकार की योजनाएँ बूथ स्तर"
            " तक हर एंड्रॉइड फ़ोन पर पहुँचनी चाहिए।",
            "The digital team has a main part in the by-election, and the organisation's thought and the government's"
            " schemes must reach every Android phone down to the booth.",
        ),
        say(
            "chair",
            "कार्यकर्ता अनुशासन और शालीनता के साथ समाज के सभी वर्गों तक जाएँ।",
            "workers go to all sections of society with discipline and decorum.",
            URGED,
        ),
        say(
            "city",
            "फ़ेसबुक, व्हाट्सएप, ट्विटर और इंस्टाग्राम के खाते प्रतिदिन अपडेट होने चाहिए, तभी लोग उन्हें देखते हैं।",
            "Facebook, WhatsApp, Twitter and Instagram accounts have to be updated every day; only then do people look"
            " at them.",
            EXPLAINED,
        ),
        say(
            "rural",
            "व्हाट्सएप और फ़ेसबुक के माध्यम से योजनाओं की जानकारी गाँव-गाँव तक कम समय में दी जा सकती है।",
            "WhatsApp and Facebook can carry word of the schemes to every village in little time.",
            EXPLAINED,
        ),
        say(
            "near",
            "छवि धूमिल करने वाली बातों का उत्तर मर्यादित और संयमित भाषा में ही दिया जाए।",
            "whatever tarnishes the image be answered in dignified and restrained language only.",
            URGED,
        ),
        say(
            "mp",
            "महानगर और ग्रामीण टीमें मिलकर काम करें, जिससे संदेश कम समय में अधिक लोगों तक पहुँचे।",
            "the city and rural teams work jointly, so that a message reaches more people in less time.",
            URGED,
        ),
        decide(
            "दोनों जिलों के प्रत्येक मंडल में 100 मतदाताओं को प्रकोष्ठ से जोड़ा जाएगा।",
            "In each mandal of both districts, 100 voters will be connected to the cell.",
            date(2026, 9, 20),
        ),
        decide(
            "योजनाओं की जानकारी ऑडियो, वीडियो, चित्र और लेख के रूप में प्रतिदिन अंतिम पंक्ति के व्यक्ति तक भेजी जाएगी।",
            "Word of the schemes will go out every day as audio, video, picture and text, to the"
            " person in the last row.",
            date(2026, 9, 20),
        ),
        decide(
            "मंडल और बूथ स्तर पर कार्यकर्ता सम्मेलन किए जाएँगे।",
            "Conferences of workers will be held in every mandal and at every booth.",
            date(2026, 9, 20),
        ),
        decide(
            "प्रत्येक मंडल की टीम तुरंत बैठक करके अपना ढाँचा पूरा करेगी और सक्रिय रहेगी।",
            "Each mandal team will meet at once, complete its structure and stay active.",
            date(2026, 9, 20),
        ),
        note("फ़ोन खर्च का हिसाब अगली बैठक में देखा जाएगा।", "Phone bills are looked at next time.", is_inner=True),
    ),
    came=(
        (
            "मंडल आईटी संयोजक",
            "Mandal IT Convenor",
            (("राकेश यादव", "Rakesh Yadav"), ("पूजा नागर", "Pooja Nagar"), ("सलीम खान", "Salim Khan")),
        ),
        (
            "मंडल आईटी सह-संयोजक",
            "Mandal IT Co-convenor",
            (("अंकित गोयल", "Ankit Goyal"), ("रेखा मौर्य", "Rekha Maurya")),
        ),
    ),
    unnamed=38,
)

MANDAL = Held(
    slug="2-mandal",
    unit={"hi": "मधुबाग मंडल", "en": "Madhubag Mandal"},
    titles={"hi": "विधानसभा चुनाव तैयारी बैठक", "en": "Preparatory meeting for the Assembly election"},
    starts_at=datetime(2026, 10, 4, 12, 30, tzinfo=UTC),
    mode=Mode.VIDEO,
    people=(
        Somebody(
            "chair", SHRI, "पवन कश्यप", "Pawan Kashyap", "मधुबाग मंडल आईटी संयोजक", "IT Convenor of Madhubag Mandal", (C,)
        ),
        Somebody("dp", SHRI, "विजय तोमर", "Vijay Tomar", "जिला अध्यक्ष", "District President", (CG,)),
        Somebody(
            "ac",
            SMT,
            "कविता जोशी",
            "Kavita Joshi",
            "विधानसभा प्रभारी एवं प्रदेश मंत्री (महिला मोर्चा)",
            "Assembly In-charge and State Secretary of the Women's Wing",
            (CG,),
        ),
        Somebody("di", MS, "नेहा बंसल", "Neha Bansal", "जिला आईटी संयोजक", "District IT Convenor", (CG, T)),
    ),
    lines=(
        say("dp", "प्रकोष्ठ का महत्व पहले से कई गुना बढ़ गया है।", "The cell matters many times more than it did."),
        say(
            "ac",
            "विधानसभा की वर्चुअल सभा वीडियो के माध्यम से होगी और हर शक्ति केंद्र उससे जुड़ेगा।",
            "The Assembly's virtual meeting will be held by video, and every shakti kendra will join it.",
            EXPLAINED,
        ),
        say(
            "di",
            "राज्य और जिले का हर निर्देश इसी प्रकोष्ठ से होकर बूथ तक पहुँचे।",
            "every directive of the state and the district reach the booth through this cell.",
            URGED,
        ),
        decide(
            "प्रत्येक शक्ति केंद्र पर वर्चुअल बैठक होगी, जिसकी तैयारी उस केंद्र के आईटी संयोजक करेंगे।",
            "A virtual meeting will be held at every shakti kendra, prepared by that kendra's IT convenor.",
            date(2026, 10, 18),
        ),
        decide(
            "प्रत्येक बूथ पर घर-घर जाकर व्हाट्सएप नंबर लिए जाएँगे और हर शक्ति केंद्र का व्हाट्सएप समूह शीघ्र बनाया जाएगा।",
            "WhatsApp numbers will be taken house to house at every booth, and each kendra's WhatsApp group made soon.",
            date(2026, 10, 25),
        ),
        decide("कार्यकर्ताओं को सोशल मीडिया से जोड़ा जाएगा।", "Workers will be brought onto social media."),
        decide(
            "राष्ट्रीय योजना के अंतर्गत राहत सामग्री का वितरण मंडल अध्यक्ष, शक्ति केंद्र प्रभारी और बूथ अध्यक्ष की देखरेख में होगा।",
            "The mandal president, kendra in-charges and booth presidents will watch over the hand-out"
            " of relief material"
            " under the national scheme.",
        ),
        decide(
            "योजनाओं का प्रचार मंडल और शक्ति केंद्र की टीमों के माध्यम से किया जाएगा।",
            "The schemes will be made known through the mandal and kendra teams.",
        ),
    ),
    came=(
        (
            "शक्ति केंद्र आईटी संयोजक",
            "Shakti Kendra IT Convenor",
            (("मोहित शर्मा", "Mohit Sharma"), ("शबाना परवीन", "Shabana Parveen"), ("जितेंद्र पाल", "Jitendra Pal")),
        ),
        ("जिला मंत्री", "District Secretary", (("सरोज देवी", "Saroj Devi"),)),
    ),
    unnamed=15,
)

STATE = Held(
    slug="3-state",
    unit={"hi": "नवप्रदेश राज्य", "en": "Navpradesh State"},
    titles={"hi": "रणनीति बैठक", "en": "Strategy meeting"},
    starts_at=datetime(2026, 8, 21, 6, 0, tzinfo=UTC),
    venue={"hi": "राज्य कार्यालय, सोनबाग", "en": "the state office, Sonbag"},
    people=(
        Somebody(
            "gs",
            SHRI,
            "रघुनाथ जोशी",
            "Raghunath Joshi",
            "प्रदेश महामंत्री (संगठन)",
            "State General Secretary (Organisation)",
            (D,),
        ),
        Somebody("vp", SMT, "अनुपमा सिन्हा", "Anupama Sinha", "प्रदेश उपाध्यक्ष", "State Vice-President", (SP,)),
        Somebody("it", SHRI, "मनोज भाटी", "Manoj Bhati", "प्रदेश आईटी प्रमुख", "State IT Head", (SP, T)),
    ),
    lines=(
        say(
            "gs",
            "सरकार और संगठन के काम को सोशल मीडिया के माध्यम से लोगों तक पहुँचाया जाए।",
            "the work of the government and the organisation be carried to people by social media.",
            URGED,
        ),
        say(
            "gs",
            "काम में जवाबदेही की संस्कृति बने, यही टीम की पहचान होगी।",
            "A culture of work and accountability should be what the team is known by.",
        ),
        say(
            "vp",
            "सोशल मीडिया पर बहुत-से लोग विचार के निकट हैं; उनसे मिलना चाहिए और मिलन कार्यक्रम रखने चाहिए।",
            "Many on social media are close to the thought; they should be met, and meet-ups held.",
        ),
        say(
            "it",
            "पिछली विजय में डिजिटल टीम का योगदान दूसरे भी मानते हैं।",
            "Even others admit the digital team's part in the last victory.",
        ),
        decide(
            "राज्य की टीम क्षेत्रों की और क्षेत्रों की टीमें जिलों की समीक्षा नियमित अंतराल पर करेंगी।",
            "The state will review the regions, and the regions their districts, at regular intervals.",
        ),
        decide(
            "नगर निकाय चुनाव में सोशल मीडिया का काम वार्ड, नगर पंचायत और नगर निगम को केंद्र में रखकर किया जाएगा।",
            "In the municipal elections, work on social media will centre on the ward, the nagar panchayat and the"
            " municipal corporation.",
        ),
        decide(
            "हर जिले के आईटी सेंटर का भौतिक सत्यापन होगा और प्रत्येक में एक नियमित ऑपरेटर नियुक्त किया जाएगा।",
            "The IT centre of every district will be verified on site, and one regular operator appointed in each.",
            date(2026, 9, 30),
        ),
        decide(
            "मंडल की 7 और जिले की 15 सदस्यीय टीमों की समीक्षा करके सक्रिय लोग जोड़े जाएँगे।",
            "The teams of 7 in the mandals and of 15 in the districts will be reviewed, and active people added.",
        ),
    ),
    came=(
        ("प्रदेश मीडिया प्रभारी", "State Media In-charge", (("सुरेश नायर", "Suresh Nair"),)),
        (
            "प्रदेश आईटी सह-प्रमुख",
            "State IT Co-head",
            (("फरहा सिद्दीकी", "Farha Siddiqui"), ("विवेक राणा", "Vivek Rana")),
        ),
    ),
)

DIVISION = Held(
    slug="4-division",
    unit={"hi": "सोनबाग संभाग", "en": "Sonbag Division"},
    titles={"hi": "संभागीय बैठक", "en": "Divisional meeting"},
    starts_at=datetime(2026, 11, 8, 5, 0, tzinfo=UTC),
    venue={"hi": "जिला कार्यालय, सोनबाग", "en": "the district office, Sonbag"},
    people=(
        Somebody("mp", DR, "शालिनी वर्मा", "Shalini Verma", "सांसद", "Member of Parliament", (CG,)),
        Somebody("sc", SHRI, "मनोज भाटी", "Manoj Bhati", "प्रदेश आईटी संयोजक", "State IT Convenor", (MS_,)),
        Somebody("dp", SHRI, "बलराम सिंह", "Balram Singh", "जिला अध्यक्ष", "District President", (SG,)),
        Somebody("di", SHRI, "तनवीर अहमद", "Tanveer Ahmad", "संभाग प्रभारी", "Division In-charge", (SG,)),
        Somebody("dc", SMT, "ममता गुप्ता", "Mamta Gupta", "संभाग सह-प्रभारी", "Division Co-in-charge", (SG,)),
        Somebody("ex", SHRI, "देवेंद्र शुक्ल", "Devendra Shukla", "प्रदेश कार्यकारिणी सदस्य", "State Executive Member", (SG,)),
        Somebody(
            "od",
            SHRI,
            "गुरमीत सिंह",
            "Gurmeet Singh",
            "नीलखेड़ा संभाग प्रभारी",
            "In-charge of Neelkheda Division",
            (SG,),
        ),
        Somebody(
            "host",
            MS,
            "प्रीति अग्रवाल",
            "Preeti Agrawal",
            "सोनबाग जिला आईटी संयोजक",
            "IT Convenor of Sonbag District",
            (ST, T),
        ),
    ),
    lines=(
        say(
            "mp",
            "लॉकडाउन में प्रकोष्ठ ने लोगों तक पहुँच बनाए रखी।",
            "The cell kept people within reach during the lockdown.",
        ),
        say("mp", "प्रकोष्ठ 24 घंटे काम करता है।", "The cell works 24 hours a day.", QUOTED),
        say(
            "sc",
            "वर्चुअल संगठनात्मक बैठकें और बड़ी रैलियाँ हुईं, डेटा का विश्लेषण किया गया और बूथ मज़बूत किए गए।",
            "Virtual meetings of the organisation and large rallies were held, data analysed and booths strengthened.",
            EXPLAINED,
        ),
        say(
            "sc",
            "कम साधनों में भी हर काम समय पर और अनुशासन के साथ हुआ।",
            "Even with few means, everything was done in time and with discipline.",
        ),
        say("sc", "प्रकोष्ठ को और उन्नत बनाया जाएगा।", "The cell will be upgraded."),
        decide("सभी कार्यकर्ता आगामी चुनाव के लिए तैयार रहें।", "All workers will be ready for the coming election."),
    ),
    came=(
        (
            "जिला आईटी संयोजक",
            "District IT Convenor",
            (("अमन दीक्षित", "Aman Dixit"), ("ज्योति रावत", "Jyoti Rawat"), ("कासिम अंसारी", "Qasim Ansari")),
        ),
        (
            "जिला आईटी सह-संयोजक",
            "District IT Co-convenor",
            (("सोनू कुमार", "Sonu Kumar"), ("बबीता रानी", "Babita Rani")),
        ),
    ),
    unnamed=11,
)

APP = Held(
    slug="5-state-app",
    unit={"hi": "नवप्रदेश राज्य", "en": "Navpradesh State"},
    titles={"hi": "राज्य टीम बैठक", "en": "State team meeting"},
    starts_at=datetime(2026, 11, 14, 13, 30, tzinfo=UTC),
    mode=Mode.VIDEO,
    people=(
        Somebody("it", SHRI, "मनोज भाटी", "Manoj Bhati", "प्रदेश आईटी प्रमुख", "State IT Head", (C,)),
        Somebody("co", SMT, "फरहा सिद्दीकी", "Farha Siddiqui", "प्रदेश आईटी सह-प्रमुख", "State IT Co-head", (T,)),
    ),
    lines=(
        say(
            "it",
            "योजनाओं के नियमित समाचार पाने का सबसे सरल माध्यम संगठन का ऐप है।",
            "The organisation's app is the easiest way to regular news of the schemes.",
        ),
        note(
            "यह बैठक सभी राज्यों की टीमों की राष्ट्रीय बैठक के बाद हुई। अगले दिन सभी क्षेत्रों की बैठक"
            " होगी, जिसे प्रदेश महामंत्री (संगठन) संबोधित करेंगे;"
            " उसमें व्हाट्सएप का विस्तार तथा सभी क्षेत्रों और जिलों की आईटी टीमों का पुनर्गठन विचार के विषय रहेंगे।",
            "The meeting followed a national one of all states' teams. The regions meet on the next day and will be"
            " addressed by the State General Secretary (Organisation); widening WhatsApp and"
            " reconstituting the IT teams"
            " of all regions and districts are on their agenda.",
        ),
        decide(
            "बूथ स्तर तक के कार्यकर्ताओं को संगठन के ऐप से जोड़ा जाएगा।",
            "Workers down to the booth will be linked to the organisation's app.",
        ),
        decide(
            "युवाओं को ऐप से जोड़ने के लिए महाविद्यालयों और अन्य संस्थानों में अभियान चलाए जाएँगे।",
            "Drives in colleges and other institutions will link young people to it.",
        ),
        decide(
            "आईटी टीम का विस्तार बूथ स्तर तक किया जाएगा, ताकि नीति और कार्यक्रम अधिक प्रभाव के साथ बूथ तक पहुँचें।",
            "The IT team will be extended down to the booth, so that policy and programme reach it with more effect.",
        ),
    ),
    came=(
        (
            "प्रदेश आईटी टीम सदस्य",
            "State IT Team Member",
            (("विवेक राणा", "Vivek Rana"), ("नीलम चौहान", "Neelam Chauhan"), ("आदित्य घोष", "Aditya Ghosh")),
        ),
    ),
)

ALL = (ASSEMBLY, MANDAL, STATE, DIVISION, APP)
