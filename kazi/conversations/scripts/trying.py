"""A short talk to try the simulator with, before there is a poll: one question of each common kind."""

from __future__ import annotations

from kazi.conversations.rules.scripts import Ask, Consent, Kind, Option, Tell
from kazi.conversations.scripts.listed import Item, Listed

_YES_NO = (
    Option("yes", {"en": "Yes", "sw": "Ndiyo", "hi": "हाँ", "bn": "হ্যাঁ", "km": "បាទ/ចាស", "ar": "نعم", "fr": "Oui", "es": "Sí"}),
    Option("no", {"en": "No", "sw": "Hapana", "hi": "नहीं", "bn": "না", "km": "ទេ", "ar": "لا", "fr": "Non", "es": "No"}),
)  # fmt: skip
_NEEDS = (
    Option("childcare", {"en": "Childcare", "sw": "Malezi ya watoto", "hi": "बच्चों की देखभाल", "bn": "শিশুর যত্ন", "km": "ថែទាំកុមារ", "ar": "رعاية الأطفال", "fr": "Garde d’enfants", "es": "Cuidado de niños"}),
    Option("transport", {"en": "Transport", "sw": "Usafiri", "hi": "यातायात", "bn": "যাতায়াত", "km": "ការធ្វើដំណើរ", "ar": "المواصلات", "fr": "Transport", "es": "Transporte"}),
    Option("clinic", {"en": "A clinic", "sw": "Kliniki", "hi": "क्लिनिक", "bn": "ক্লিনিক", "km": "គ្លីនិក", "ar": "عيادة", "fr": "Une clinique", "es": "Una clínica"}),
    Option("loan", {"en": "A bank or a loan", "sw": "Benki au mkopo", "hi": "बैंक या ऋण", "bn": "ব্যাংক বা ঋণ", "km": "ធនាគារ ឬប្រាក់កម្ចី", "ar": "بنك أو قرض", "fr": "Une banque ou un prêt", "es": "Un banco o un préstamo"}),
)  # fmt: skip


class Trying(Listed):
    def __init__(self) -> None:
        super().__init__(
            "trying",
            [
                Item(Tell("hello", {"en": "Thank you for helping to try this.", "sw": "Asante kwa kusaidia kujaribu.", "hi": "आज़माने में मदद के लिए धन्यवाद।", "bn": "চেষ্টা করতে সাহায্যের জন্য ধন্যবাদ।", "km": "អរគុណដែលជួយសាកល្បង។", "ar": "شكرا لمساعدتك في التجربة.", "fr": "Merci de nous aider à essayer.", "es": "Gracias por ayudarnos a probar."})),
                Item(Ask("comfortable", Kind.ONE, {"en": "Is your place at work comfortable?", "sw": "Je, mahali pako pa kazi ni pazuri?", "hi": "क्या आपकी काम की जगह आरामदायक है?", "bn": "আপনার কাজের জায়গা কি আরামদায়ক?", "km": "តើកន្លែងធ្វើការរបស់អ្នកស្រួលទេ?", "ar": "هل مكان عملك مريح؟", "fr": "Votre place au travail est-elle confortable ?", "es": "¿Es cómodo su lugar de trabajo?"}, _YES_NO)),
                Item(
                    Ask("why", Kind.TEXT, {"en": "What should change there?", "sw": "Nini kibadilike hapo?", "hi": "वहाँ क्या बदलना चाहिए?", "bn": "সেখানে কী বদলানো উচিত?", "km": "តើគួរផ្លាស់ប្តូរអ្វី?", "ar": "ما الذي يجب أن يتغير هناك؟", "fr": "Qu’est-ce qui devrait changer ?", "es": "¿Qué debería cambiar allí?"}, optional=True),
                    lambda answers: answers.get("comfortable") == "no",
                ),
                Item(Ask("needs", Kind.SEVERAL, {"en": "Which of these would help you?", "sw": "Ni ipi kati ya hizi ingekusaidia?", "hi": "इनमें से क्या आपकी मदद करेगा?", "bn": "এর মধ্যে কোনটি আপনার কাজে লাগবে?", "km": "តើអ្វីខ្លះនឹងជួយអ្នក?", "ar": "أي من هذه يساعدك؟", "fr": "Qu’est-ce qui vous aiderait ?", "es": "¿Qué de esto le ayudaría?"}, _NEEDS)),
                Item(Ask("minutes", Kind.NUMBER, {"en": "How many minutes is your way to work?", "sw": "Safari yako kwenda kazini ni dakika ngapi?", "hi": "काम पर जाने में कितने मिनट लगते हैं?", "bn": "কাজে যেতে কত মিনিট লাগে?", "km": "តើអ្នកធ្វើដំណើរទៅធ្វើការប៉ុន្មាននាទី?", "ar": "كم دقيقة يستغرق طريقك إلى العمل؟", "fr": "Combien de minutes dure votre trajet ?", "es": "¿Cuántos minutos tarda en llegar?"}, optional=True)),
            ],
            Consent("trying", 1, {"en": "Four short questions. Nobody at your work sees your answers. Do you agree?", "sw": "Maswali manne mafupi. Hakuna kazini atakayeona majibu yako. Unakubali?", "hi": "चार छोटे सवाल। काम पर कोई आपके जवाब नहीं देखेगा। क्या आप सहमत हैं?", "bn": "চারটি ছোট প্রশ্ন। কাজে কেউ আপনার উত্তর দেখবে না। রাজি আছেন?", "km": "សំណួរខ្លីបួន។ គ្មានអ្នកណានៅកន្លែងធ្វើការឃើញចម្លើយអ្នកទេ។ យល់ព្រមទេ?", "ar": "أربعة أسئلة قصيرة. لا أحد في عملك يرى إجاباتك. هل توافق؟", "fr": "Quatre courtes questions. Personne à votre travail ne voit vos réponses. D’accord ?", "es": "Cuatro preguntas cortas. Nadie en su trabajo ve sus respuestas. ¿Está de acuerdo?"}),
        )  # fmt: skip
