from __future__ import annotations

import io
import os
import struct
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from kazi.files.rules import limits
from kazi.files.rules.images import Picture, check_image
from kazi.files.rules.unreadable import Unreadable
from tests.files.rules.makers import picture, png_header

SHARED = Path(os.environ.get("KAZI_SHARED", Path(__file__).parents[3] / "../shared"))


def pixels(checked: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(checked.data))
    image.load()
    return image


def is_red(image: Image.Image, x: int, y: int) -> bool:
    colour = image.convert("RGB").getpixel((x, y))
    assert isinstance(colour, tuple)
    red, green, blue = colour
    return red > 180 and green < 90 and blue < 90


def refusal(data: bytes | Path) -> str:
    with pytest.raises(Unreadable) as caught:
        check_image(data, "till.jpg")
    assert caught.value.fault.field == "till.jpg"
    return str(caught.value.fault)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF"])
def test_the_usual_formats_are_taken_whatever_their_name(kind: str) -> None:
    checked = check_image(picture(kind=kind), "no-picture.txt")
    assert (checked.full.width, checked.full.height) == (80, 60)
    assert checked.light.mime == "image/webp"
    assert is_red(pixels(checked.full), 5, 5)
    assert not is_red(pixels(checked.full), 60, 40)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_rare_colour_modes_become_plain(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    if mode == "I;16":
        wide = Image.new("I;16", (80, 60), 65_535)
        buffer = io.BytesIO()
        wide.save(buffer, "PNG")
        data = buffer.getvalue()
    else:
        data = picture(kind=kind, mode=mode)
    full = pixels(check_image(data).full)
    assert full.mode in {"L", "RGB"}
    corner = full.convert("L").getpixel((70, 50))
    assert isinstance(corner, int)
    assert corner > 240  # White stays white.


def test_transparent_parts_become_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    assert pixels(check_image(buffer.getvalue()).full).convert("L").getextrema() == (255, 255)


def test_a_phone_photo_is_turned_upright_and_forgets_where_it_was_taken() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6  # Turn by 90 degrees to see it upright.
    notes[0x010F] = "SecretMaker"
    notes.get_ifd(0x8825)[1] = "N"
    notes.get_ifd(0x8825)[29] = "2018:05:30"
    data = picture(exif=notes, comment=b"SecretComment")
    assert b"SecretMaker" in data
    assert b"2018:05:30" in data
    checked = check_image(data)
    assert (checked.full.width, checked.full.height) == (60, 80)
    assert is_red(pixels(checked.full), 55, 5)  # The corner went to the right.
    for copy in (checked.full, checked.light):
        assert not any(word in copy.data for word in (b"Secret", b"2018:05:30", b"Exif"))
        assert not pixels(copy).getexif()


def test_a_png_forgets_its_texts() -> None:
    notes = PngInfo()
    notes.add_text("Author", "SecretAuthor")
    notes.add_itxt("XML:com.adobe.xmp", "<SecretXmp/>")
    checked = check_image(picture(kind="PNG", pnginfo=notes))
    assert checked.full.mime == "image/png"  # Few colours: kept exact.
    assert b"Secret" not in checked.full.data + checked.light.data


def test_broken_camera_notes_do_not_cost_the_picture() -> None:
    data = picture(exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert check_image(data).full.width == 80


def test_another_colour_space_is_translated_and_dropped() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    checked = check_image(picture(icc_profile=profile))
    assert is_red(pixels(checked.full), 5, 5)
    assert "icc_profile" not in pixels(checked.full).info
    assert is_red(pixels(check_image(picture(icc_profile=b"nonsense")).full), 5, 5)


def test_a_picture_bomb_is_refused_from_its_header() -> None:
    assert "more than 50 million pixels" in refusal(png_header(20_000, 20_000))
    assert "more than 50 million pixels" in refusal(png_header(10_000, 5_001))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    with path.open("wb") as file:
        file.truncate(31_000_000)
    assert "The picture has 31 MB; at most 30 MB are taken." in refusal(path)


def test_a_truncated_picture_is_refused() -> None:
    assert "broken or was cut off" in refusal(picture((800, 600))[:2_000])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(50), "HEIC"),
        (b"\0\0\0\x18ftypavif" + bytes(50), "AVIF"),
        (b"%PDF-1.7" + bytes(50), "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"BM" + struct.pack("<I", 60) + bytes(54), "BMP"),
        (b"key,text\n1,a\n", "not a picture"),
        (b"", "empty"),
    ],
)
def test_other_formats_are_refused_with_what_to_do(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_a_tiff_of_several_pages_is_refused_instead_of_losing_some() -> None:
    pages = [Image.new("L", (20, 20), shade) for shade in (0, 255)]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:])
    assert "several pages" in refusal(buffer.getvalue())


def test_a_moving_picture_shows_its_first_frame() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    assert is_red(pixels(check_image(buffer.getvalue()).full), 10, 10)


def test_large_pictures_shrink_by_area_so_that_long_receipts_stay_readable() -> None:
    checked = check_image(picture((1_500, 7_500)))
    assert checked.full.width * checked.full.height <= limits.FULL_PIXELS
    assert checked.light.width * checked.light.height <= limits.LIGHT_PIXELS
    assert checked.light.width > 400
    ratio = checked.full.height / checked.full.width
    assert ratio == pytest.approx(5, rel=0.01)


def test_small_pictures_do_not_grow() -> None:
    checked = check_image(picture((3, 1)))
    assert (checked.full.width, checked.light.height) == (3, 1)


def test_the_same_picture_has_the_same_name() -> None:
    data = picture()
    assert check_image(data).full.sha256 == check_image(data).full.sha256
    assert len(check_image(data).full.sha256) == 64


def test_real_receipts_become_light_enough_for_a_phone() -> None:
    receipts = sorted((SHARED / "data" / "receipts").glob("*.jpg"))
    if not receipts:
        pytest.skip(f"no receipts in {SHARED}")
    for path in receipts[::6]:
        checked = check_image(path, path.name)
        assert len(checked.light.data) <= limits.LIGHT_BYTES
        assert len(checked.full.data) <= path.stat().st_size
        assert checked.light.width >= 400
