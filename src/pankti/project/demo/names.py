"""Invented names that read like Hindi ones, in Devanagari and Latin letters side by side.

Second names are the neutral ones (कुमार, देवी …): no surname here tells of caste or religion. Full names of
well-known people are left out by ``AVOIDED``.
"""

from __future__ import annotations

from random import Random

Pair = tuple[str, str]
"""The same word in Devanagari and in Latin letters."""


def _pairs(text: str) -> tuple[Pair, ...]:
    return tuple((hindi, latin) for hindi, latin in (word.split(":") for word in text.split()))


MEN = _pairs(
    "सुरेश:Suresh महेश:Mahesh दिनेश:Dinesh मुकेश:Mukesh राकेश:Rakesh नरेश:Naresh विनोद:Vinod प्रमोद:Pramod आलोक:Alok "
    "विवेक:Vivek विकास:Vikas पंकज:Pankaj नवीन:Naveen गौरव:Gaurav सौरभ:Saurabh दीपक:Deepak अंकित:Ankit रोहित:Rohit "
    "मोहित:Mohit सुमित:Sumit ललित:Lalit विनय:Vinay अनिल:Anil सुनील:Sunil हरीश:Harish गिरीश:Girish जगदीश:Jagdish "
    "सतीश:Satish आशीष:Ashish संतोष:Santosh उमेश:Umesh कमलेश:Kamlesh अनुज:Anuj तरुण:Tarun निखिल:Nikhil प्रवीण:Praveen "
    "मयंक:Mayank शैलेश:Shailesh हेमंत:Hemant बसंत:Basant उदय:Uday अभय:Abhay निर्मल:Nirmal कमल:Kamal राजीव:Rajeev"
)
WOMEN = _pairs(
    "आशा:Asha उषा:Usha सुनीता:Sunita अनीता:Anita गीता:Geeta सविता:Savita कविता:Kavita रेखा:Rekha पुष्पा:Pushpa "
    "विमला:Vimla सरोज:Saroj शांति:Shanti सुमन:Suman मंजू:Manju अंजू:Anju रीता:Rita संगीता:Sangeeta सरिता:Sarita "
    "पूनम:Poonam किरण:Kiran नीलम:Neelam ज्योति:Jyoti आरती:Aarti नेहा:Neha शालिनी:Shalini रचना:Rachna अर्चना:Archana "
    "वंदना:Vandana अंजलि:Anjali प्रीति:Preeti स्वाति:Swati मीना:Meena कुसुम:Kusum मालती:Malti बबीता:Babita शोभा:Shobha"
)
SECOND_OF_MEN = _pairs("कुमार:Kumar कुमार:Kumar कुमार:Kumar लाल:Lal प्रसाद:Prasad चंद्र:Chandra प्रकाश:Prakash किशोर:Kishor")
SECOND_OF_WOMEN = _pairs("देवी:Devi देवी:Devi देवी:Devi कुमारी:Kumari कुमारी:Kumari रानी:Rani लता:Lata")
AVOIDED = frozenset({"Naveen Kishor", "Anil Kumar", "Uday Prakash", "Rajeev Kumar", "Lalit Kishor", "Rekha Devi"})

ROOTS = _pairs(
    "सोरन:Soran केवल:Keval नीमर:Nimar बालस:Balas मादन:Madan पातर:Patar तारन:Taran देवल:Deval रासन:Rasan जामर:Jamar "
    "बेलन:Belan कोसल:Kosal पीपर:Pipar आमर:Amar इमला:Imla चंदन:Chandan केसर:Kesar मोतीस:Motis हीरव:Hirav रतन:Ratan "
    "सुखन:Sukhan धानर:Dhanar पलास:Palas फूलव:Phulav मधुर:Madhur शीतल:Shital मंगर:Mangar सरस:Saras हंसर:Hansar "
    "मोरन:Moran कोयल:Koyal सारन:Saran बागर:Bagar तालव:Talav खेरन:Kheran गेहर:Gehar नदीर:Nadir दीपर:Dipar रूपन:Rupan "
    "मानस:Manas उजर:Ujar कांसर:Kansar बांसल:Bansal ढोलन:Dholan पानस:Panas लोहर:Lohar नवल:Naval जलेस:Jales सांवर:Sanvar "
    "तिलन:Tilan महुव:Mahuv करौंद:Karaund बथुर:Bathur सिंघर:Singhar गोमल:Gomal कचर:Kachar डुमर:Dumar खजूर:Khajur भेंट:Bhent"
)
ENDINGS = _pairs(
    "पुर:pur नगर:nagar गंज:ganj गढ़:garh खेड़ा:kheda टोला:tola पुरा:pura गांव:gaon ताल:tal सराय:sarai घाट:ghat कुंड:kund "
    "डीह:dih पट्टी:patti वाड़ा:wada बाग:bag कोट:kot मऊ:mau सर:sar हाट:hat"
)
QUALIFIERS = (
    ("", ""),
    (" खुर्द", " Khurd"),
    (" कलां", " Kalan"),
    (" बुजुर्ग", " Buzurg"),
    (" पूर्व", " East"),
    (" पश्चिम", " West"),
)
BIG_ENDINGS = _pairs("ांचल:anchal ावर्त:avart प्रदेश:_Pradesh खंड:khand")
SIDES = (("उत्तर", "North"), ("दक्षिण", "South"), ("पूर्व", "East"), ("पश्चिम", "West"), ("मध्य", "Central"))
BUILDINGS = (
    ("प्राथमिक विद्यालय", "Primary School"),
    ("पंचायत भवन", "Panchayat Hall"),
    ("उच्च प्राथमिक विद्यालय", "Upper Primary School"),
    ("सामुदायिक भवन", "Community Hall"),
    ("इंटर कॉलेज", "Inter College"),
)
ORGANISATION = ("दीपरेखा जन सेवा मंडल", "Deeprekha Public Service Society")
ROOT_UNIT = ("राष्ट्रीय कार्यालय", "National office")


def _village_pool() -> tuple[Pair, ...]:
    return tuple(
        (root_hi + end_hi + more_hi, root_en + end_en + more_en)
        for more_hi, more_en in QUALIFIERS
        for root_hi, root_en in ROOTS
        for end_hi, end_en in ENDINGS
    )


def _full_pool(given: tuple[Pair, ...], second: tuple[Pair, ...]) -> tuple[Pair, ...]:
    pairs = [(f"{g_hi} {s_hi}", f"{g_en} {s_en}") for g_hi, g_en in given for s_hi, s_en in second]
    return tuple(pair for pair in pairs if pair[1] not in AVOIDED)


VILLAGES = _village_pool()
PEOPLE = _full_pool(MEN, SECOND_OF_MEN) + _full_pool(WOMEN, SECOND_OF_WOMEN) * 2


def shuffled_villages(seed: int) -> list[Pair]:
    """Every village name once, plain ones first, in an order that the seed decides."""
    plain = len(ROOTS) * len(ENDINGS)
    names = list(VILLAGES)
    rng = Random(seed)  # noqa: S311  (invented data, not a secret)
    head, tail = names[:plain], names[plain:]
    rng.shuffle(head)
    rng.shuffle(tail)
    return head + tail


def province_name(number: int) -> Pair:
    """The invented name of the ``number``-th state: नीमरांचल, सोरन प्रदेश …"""
    root_hi, root_en = ROOTS[(number * 7) % len(ROOTS)]
    end_hi, end_en = BIG_ENDINGS[number % len(BIG_ENDINGS)]
    if end_en.startswith("_"):
        return f"{root_hi} {end_hi}", f"{root_en} {end_en[1:]}"
    return root_hi + end_hi, root_en + end_en


def words(pair: Pair) -> dict[str, str]:
    """The pair as words of people: ``{"hi": …, "en": …}``."""
    return {"hi": pair[0], "en": pair[1]}
