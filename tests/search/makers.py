"""A small shelf of invented things in many languages."""

# ruff: noqa: E501 -- one thing on a line is easier to read than broken texts.

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kazi.search.services import Doc

FIRST = datetime(2026, 11, 1, tzinfo=UTC)


def doc(ref: str = "1", title: str = "Amani Data", **more: Any) -> Doc:
    given: dict[str, Any] = {
        "kind": "provider",
        "ref": ref,
        "title": title,
        "path": f"/providers/{ref}/",
        "at": FIRST,
    }
    return Doc(**given | more)


def shelf_of_many_languages() -> list[Doc]:
    texts = {
        # ref: (title, keywords, body, country, services)
        "amani": ("Amani Data Works", "Data entry Kenya Kenia", "We read receipts and forms in Nairobi.", "KE", ["entry"]),
        "abidjan": ("Société Numérique d’Abidjan", "Saisie de données Côte d’Ivoire", "Nous numérisons des reçus et des archives hospitalières à Bouaké.", "CI", ["entry"]),
        "mwanga": ("Mwanga Huduma", "Uingizaji wa data Tanzania", "Tunasoma risiti na fomu za hospitali mjini Dodoma; vijana wapata ajira ya kwanza.", "TZ", ["entry", "text"]),
        "drishti": ("दृष्टि डेटा सेवा", "डेटा प्रविष्टि भारत", "हम रसीदें और अस्पताल के फ़ॉर्म पढ़ते हैं। दूध सहकारी समितियों के लिए काम करते हैं।", "IN", ["entry"]),
        "angkor": ("សេវាទិន្នន័យអង្គរ", "បញ្ចូលទិន្នន័យ កម្ពុជា", "យើងអានបង្កាន់ដៃនិងទម្រង់មន្ទីរពេទ្យនៅភ្នំពេញ។", "KH", ["entry"]),
        "vientiane": ("ບໍລິການຂໍ້ມູນວຽງຈັນ", "ປ້ອນຂໍ້ມູນ ລາວ", "ພວກເຮົາອ່ານໃບຮັບເງິນແລະແບບຟອມໂຮງໝໍ.", "LA", ["entry"]),
        "chiangmai": ("บริการข้อมูลเชียงใหม่", "ป้อนข้อมูล ประเทศไทย", "เราอ่านใบเสร็จและแบบฟอร์มโรงพยาบาล", "TH", ["entry", "speech"]),
        "amman": ("خدمات البيانات في عمّان", "إدخال البيانات الأردن", "نَقرأُ الإيصالات واستمارات المستشفيات، ونوظّف الشباب.", "JO", ["entry"]),
        "sylhet": ("সিলেট তথ্য সেবা", "তথ্য এন্ট্রি বাংলাদেশ", "আমরা রসিদ ও হাসপাতালের ফর্ম পড়ি।", "BD", ["entry"]),
        "yangon": ("ရန်ကုန် ဒေတာ ဝန်ဆောင်မှု", "ဒေတာထည့်သွင်းခြင်း မြန်မာ", "ကျွန်ုပ်တို့ ပြေစာများကို ဖတ်သည်။", "MM", ["entry"]),
        "osaka": ("大阪データ入力サービス", "データ入力 日本", "私たちは領収書と病院の書類を読みます。", "JP", ["entry"]),
        "saopaulo": ("Ação Digital São Paulo", "Transcrição e tradução Brasil", "Transcrevemos entrevistas médicas.", "BR", ["speech"]),
        "kyiv": ("Київська служба даних", "Переклад Україна", "Ми перекладаємо довідники.", "UA", ["text"]),
        "hanoi": ("Dịch vụ dữ liệu Hà Nội", "Nhập liệu Việt Nam", "Chúng tôi đọc biên lai bệnh viện Đống Đa.", "VN", ["entry"]),
        "listen": ("Listen Well", "Transcription of speech Ghana", "We transcribe interviews about health; translation into Twi and Ewe, too. Nɔ ɛyɛ.", "GH", ["speech", "text"]),
        "strasse": ("Straßenkarten Berlin", "Kartierung Deutschland", "Wir zeichnen Straßen & Häuser nach.", "DE", ["pictures"]),
    }  # fmt: skip
    docs = [
        doc(
            ref, title, keywords=keywords, body=body, at=FIRST + timedelta(hours=number),
            facets={"country": [country], "service": services},
        )
        for number, (ref, (title, keywords, body, country, services)) in enumerate(texts.items())
    ]  # fmt: skip
    return [
        *docs,
        doc("ke", "Kenya", kind="country", path="/countries/KE/", body="Data about work in Kenya.", facets={"country": ["KE"]}),
        doc("fair-pay", "Fair pay for data entry", kind="article", language="en", body="What a living wage is."),
        doc("fair-pay", "Payer juste la saisie", kind="article", language="fr", body="Ce qu’est un salaire vital."),
        doc("demo", "Demo Data Kenya", is_demo=True, facets={"country": ["KE"]}),
    ]  # fmt: skip
