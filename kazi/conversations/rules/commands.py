"""Words that mean the same whatever is being asked: STOP, START, HELP, MY DATA, DELETE, SKIP, BACK.

They count only when they are the whole message, so that "stop the overtime" is an answer.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Command(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"
    DATA = "data"
    DELETE = "delete"
    SKIP = "skip"
    BACK = "back"
    LANGUAGE = "language"


# English, Swahili, Hindi, Bengali, Khmer, Arabic, French, Spanish; also as they are typed without
# accents or in Latin letters, and the words that operators and Twilio itself take for STOP.
_WORDS = {
    Command.STOP: (
        "stop, stopall, stop all, unsubscribe, cancel, end, quit, optout, opt out, revoke, "
        "acha, simama, sitisha, ondoa, jiondoe, komesha, toka, "
        "रोकें, रोको, रुको, बंद, बंद करो, बंद करें, roko, ruko, band, band karo, band kare, "
        "বন্ধ, বন্ধ করুন, থামুন, থামো, bondho, bondho korun, thamun, thamo, "
        "ឈប់, បញ្ឈប់, chhob, chhop, chob, "
        "قف, توقف, أوقف, اوقف, إيقاف, ايقاف, الغاء, إلغاء, إلغاء الاشتراك, waqf, tawaqaf, "
        "arrêt, arrêter, arrêtez, stopper, désabonner, désinscrire, fin, arret, arreter, "
        "parar, pare, para, alto, baja, detener, salir, cancelar, no más, basta"
    ),
    Command.START: (
        "start, unstop, subscribe, join, yes start, restart, resume, "
        "anza, anzisha, jiunge, endelea, "
        "शुरू, शुरू करें, शुरू करो, shuru, shuru karo, shuru kare, "
        "শুরু, শুরু করুন, shuru korun, "
        "ចាប់ផ្តើម, ចាប់ផ្ដើម, chabpdaem, "
        "ابدأ, ابدا, بدء, اشتراك, ibda, "
        "commencer, démarrer, début, reprendre, demarrer, "
        "empezar, comenzar, iniciar, inicio, alta, continuar"
    ),
    Command.HELP: (
        "help, info, ?, "
        "msaada, saidia, nisaidie, "
        "मदद, सहायता, madad, sahayata, "
        "সাহায্য, সহায়তা, shahajjo, sahajjo, "
        "ជំនួយ, chomnuoy, "
        "مساعدة, مساعده, ساعدني, musaada, "
        "aide, aidez-moi, "
        "ayuda, ayúdame, auxilio"
    ),
    Command.DATA: (
        "my data, mydata, data, "
        "data yangu, taarifa zangu, "
        "मेरा डेटा, मेरी जानकारी, mera data, meri jankari, "
        "আমার তথ্য, আমার ডেটা, amar totho, amar data, "
        "ទិន្នន័យរបស់ខ្ញុំ, "
        "بياناتي, معلوماتي, bayanati, "
        "mes données, mes donnees, "
        "mis datos"
    ),
    Command.DELETE: (
        "delete, delete me, erase, forget me, "
        "futa, nifute, futa data, "
        "हटाएं, हटाओ, मिटाएं, मिटाओ, hatao, mitao, "
        "মুছুন, মুছে ফেলুন, muchun, muche felun, "
        "លុប, lub, lup, "
        "احذف, حذف, امسح, ihdhif, "
        "supprimer, effacer, "
        "borrar, eliminar, suprimir"
    ),
    Command.SKIP: (
        "skip, pass, next, "
        "ruka, pita, "
        "छोड़ें, छोड़ो, chhodo, chodo, "
        "বাদ দিন, বাদ, bad din, "
        "រំលង, romlong, "
        "تخطي, تخط, تخطى, "
        "passer, sauter, "
        "saltar, omitir, siguiente"
    ),
    Command.BACK: (
        "back, undo, previous, "
        "rudi, nyuma, "
        "वापस, पीछे, vapas, wapas, "
        "পিছনে, ফিরে, pichone, "
        "ថយ, ថយក្រោយ, "
        "رجوع, عودة, ارجع, "
        "retour, précédent, precedent, "
        "atrás, volver, atras, anterior"
    ),
    Command.LANGUAGE: (
        "language, lugha, भाषा, bhasha, ভাষা, ភាសា, لغة, اللغة, langue, idioma"
    ),
}  # fmt: skip


def plain(text: str) -> str:
    """Return a message as it is compared: lower case, without accents, marks of direction and punctuation."""
    found = []
    for letter in unicodedata.normalize("NFD", text.casefold()):
        kind = unicodedata.category(letter)
        # Accents on Latin letters go; the vowel signs of other scripts are marks too, and stay.
        if kind == "Cf" or (kind == "Mn" and "\u0300" <= letter <= "\u036f"):
            continue
        found.append(" " if kind[0] in "PSZC" and letter != "?" else letter)
    return unicodedata.normalize("NFC", " ".join("".join(found).split()))


_KNOWN = {plain(word): command for command, words in _WORDS.items() for word in words.split(",")}


def find(text: str) -> Command | None:
    """Return the command that a whole message is, or None."""
    if len(text) > 60:
        return None
    said = plain(text)
    return _KNOWN.get(said) or _KNOWN.get(said.strip(" ?"))
