"""Receipts and household forms, drawn here: invented shops, invented families, known answers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, PEN = (252, 250, 244), (38, 36, 34), (28, 46, 120)
SHOPS = (
    "Mama Njeri Stores", "Kilimani Hardware", "Baraka Chemist", "Uhuru Stationers", "Lake View Grocers",
    "Jua Kali Spares", "Sunrise Bakery", "Tumaini Books", "Nyota Electricals", "Pwani Fish Shop",
)  # fmt: skip
STREETS = (
    "12 Moi Avenue, Nairobi", "Shop 4, Oginga Odinga St, Kisumu", "Plot 77, Ngong Road, Nairobi",
    "Stall 9, Market Road, Nakuru", "Kenyatta Avenue 31, Eldoret", "Digo Road 5, Mombasa",
)  # fmt: skip
GOODS = (
    "Maize flour 2 kg", "Cooking oil 1 l", "Exercise book", "Soap bar", "Candles x6", "Rice 5 kg",
    "Tea 250 g", "Pencils x12", "Nails 1 kg", "Paint brush", "Bread", "Milk 500 ml", "Batteries AA x4",
)  # fmt: skip
NAMES = (
    "Amina", "Joseph", "Grace", "Otieno", "Wanjiru", "Kiprono", "Halima", "Moses", "Nafula", "Baraka",
)  # fmt: skip
FAMILIES = ("Mwangi", "Achieng", "Mutua", "Chebet", "Hassan", "Njoroge", "Wafula", "Kamau")
VILLAGES = ("Kiambiu", "Kangemi", "Nyalenda", "Shauri Moyo", "Kibokoni")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as PNG and what stands in it."""

    name: str
    png: bytes
    truth: dict[str, Any]
    lines: tuple[tuple[str, str], ...] = ()  # (kind, text), of receipts


def receipt(dice: random.Random, number: int, today: date) -> Drawn:
    """Draw a till slip, slightly turned, some of them faint."""
    shop, street = dice.choice(SHOPS), dice.choice(STREETS)
    day = today - timedelta(days=dice.randrange(20, 400))
    goods = [(dice.choice(GOODS), dice.randrange(20, 900)) for _ in range(dice.randrange(2, 6))]
    total = sum(price for _, price in goods)
    cash = -(-total // 500) * 500
    lines = [
        ("company", shop.upper()),
        ("address", street),
        ("other", f"TEL 07{dice.randrange(10**7, 10**8)}"),
        ("date", f"{day:%d/%m/%Y} {dice.randrange(8, 19):02}:{dice.randrange(60):02}"),
        *(("other", f"{name:<18} {price:>7.2f}") for name, price in goods),
        ("total", f"TOTAL KES {total:.2f}"),
        ("other", f"CASH {cash:.2f}  CHANGE {cash - total:.2f}"),
        ("other", "Asante sana. Karibu tena!"),
    ]
    image = Image.new("RGB", (440, 120 + 34 * len(lines)), PAPER)
    pen = ImageDraw.Draw(image)
    ink = INK if number % 7 else (150, 146, 140)  # Every seventh till needs a new ribbon.
    for place, (kind, text) in enumerate(lines):
        size = 24 if kind in {"company", "total"} else 18
        pen.text((28, 36 + 34 * place), text, fill=ink, font=ImageFont.load_default(size))
    image = image.rotate(dice.uniform(-2.2, 2.2), expand=True, fillcolor=(206, 198, 184))
    truth = {
        "company": shop.upper(),
        "address": street,
        "date": f"{day:%d/%m/%Y}",
        "total": f"{total:.2f}",
    }
    return Drawn(f"receipt-{number:03}.png", _png(image), truth, tuple(lines))


def household_form(dice: random.Random, number: int, today: date) -> Drawn:
    """Draw a form filled in with a blue pen."""
    family = dice.choice(FAMILIES)
    name = f"{dice.choice(NAMES)} {family}"
    born = today - timedelta(days=dice.randrange(20 * 365, 60 * 365))
    sex = dice.choice(("female", "male"))
    members = [
        {"name": f"{dice.choice(NAMES)} {family}", "relation": "child", "age": dice.randrange(1, 18)}
        for _ in range(dice.randrange(1, 4))
    ]
    phone, village = f"07{dice.randrange(10**7, 10**8)}", dice.choice(VILLAGES)
    image = Image.new("RGB", (620, 430), PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((30, 24), "HOUSEHOLD FORM", fill=INK, font=ImageFont.load_default(26))
    rows = [
        ("Name", name),
        ("Born", f"{born.day} / {born.month} / {born.year}"),
        ("Sex", "[x] F   [ ] M" if sex == "female" else "[ ] F   [x] M"),
        ("Telephone", phone),
        ("Village", village),
        *((f"{n}. Child", f"{one['name']}, {one['age']}") for n, one in enumerate(members, 1)),
    ]
    for place, (label, value) in enumerate(rows):
        top = 76 + 40 * place
        pen.text((30, top), label, fill=INK, font=ImageFont.load_default(17))
        pen.line((170, top + 26, 580, top + 26), fill=(180, 176, 168))
        pen.text((180, top - 4), value, fill=PEN, font=ImageFont.load_default(23))
    truth = {
        "name": name,
        "date_of_birth": f"{born:%d/%m/%Y}",
        "sex": sex,
        "phone": phone,
        "village": village,
        "members": members,
    }
    return Drawn(f"form-{number:03}.png", _png(image), truth)


def photo(dice: random.Random, number: int) -> Drawn:
    """Draw hills under a sun: a picture of a place."""
    image = Image.new("RGB", (440, 300), (176, 210, 232))
    pen = ImageDraw.Draw(image)
    x = dice.randrange(60, 380)
    pen.ellipse((x, 30, x + 50, 80), fill=(250, 214, 110))
    for shade in (60, 90, 120):
        top = dice.randrange(130, 230)
        pen.ellipse(
            (dice.randrange(-200, 200), top, dice.randrange(300, 700), 520), fill=(70, shade + 40, shade)
        )
    return Drawn(f"page-{number:03}.png", _png(image), {"kind": "photo"})


def empty_page(number: int) -> Drawn:
    return Drawn(
        f"page-{number:03}.png", _png(Image.new("RGB", (440, 300), (24, 22, 22))), {"kind": "unusable"}
    )


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()
