"""Pictures from strangers: known by content, bounded before decoding, cleaned, made lighter."""

from __future__ import annotations

import hashlib
import io
import math
import struct
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault

# Pillow tries only these decoders; the many others are never fed what a stranger sent.
ALLOWED: Final = ("JPEG", "PNG", "WEBP", "GIF", "TIFF")
# Pillow's own guard raises from twice this on, in every place where it opens a picture.
Image.MAX_IMAGE_PIXELS = limits.MAX_PICTURE_PIXELS // 2

# Pillow reports oddities as warnings, and catching warnings is not safe in threads.  One picture
# at a time in a process also bounds the memory: 50 million pixels are 150 MB.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """Clean bytes of one picture: upright, sRGB, without any metadata."""

    data: bytes
    mime: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Return the hexadecimal digest of the bytes, a name under which they can be stored."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class CheckedImage:
    """One picture in two sizes: `full` to zoom into, `light` for a phone on a slow network."""

    full: Picture
    light: Picture


def check_image(source: bytes | Path, name: str = "") -> CheckedImage:
    """Return the picture upright, stripped and re-encoded; the same bytes give the same result.

    Of a moving GIF or WEBP the first frame is taken.  Raises Unreadable, whose fault names `name`,
    when it is no picture we know, is broken, too large, or has several pages.
    """
    data = _bytes_of(source, name)
    foreign = _foreign_format(data)
    if foreign:
        raise Unreadable(Fault(foreign, field=name))
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return clean_copies(_decoded(data, name))


def clean_copies(image: Image.Image) -> CheckedImage:
    """Encode a decoded RGB or grey image in both sizes, bare of everything but its pixels."""
    full = _within(image, limits.FULL_PIXELS)
    return CheckedImage(full=_encode_full(full), light=_encode_light(full))


def _bytes_of(source: bytes | Path, name: str) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.MAX_PICTURE_BYTES:
        raise Unreadable(
            Fault(
                N_("The picture has %(size)s MB; at most %(limit)s MB are taken. Make it smaller."),
                {
                    "size": math.ceil(size / limits.MB),
                    "limit": limits.MAX_PICTURE_BYTES // limits.MB,
                },
                field=name,
            )
        )
    if size == 0:
        raise Unreadable(Fault(N_("The picture is empty (0 bytes)."), field=name))
    return source if isinstance(source, bytes) else source.read_bytes()


def _foreign_format(data: bytes) -> str:
    """Return what to say of a well-known format that we do not take, or ""."""
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        return N_(
            "This is a HEIC picture of an iPhone. Save it as JPEG, or choose “Most Compatible” "
            "in the camera's settings."
        )
    if data[4:8] == b"ftyp":
        return N_("This is an AVIF picture or a video. Save it as JPEG or PNG.")
    if data.startswith(b"%PDF"):
        return N_("This is a PDF under the name of a picture. Give it a name that ends in .pdf.")
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return N_("This is a drawing (SVG) or a web page, not a photo or scan. Save it as PNG.")
    if data.startswith(b"BM"):
        return N_("This is a BMP picture. Save it as PNG or JPEG.")
    return ""


def _decoded(data: bytes, name: str) -> Image.Image:
    """Return the first frame upright in RGB or grey, already reduced where that is cheap."""
    try:
        with Image.open(io.BytesIO(data), formats=ALLOWED) as image:
            _check_header(image, name)
            # A JPEG can be decoded at a half or a quarter of its size, with that much less memory.
            image.draft(None, _fitting(image.size, limits.FULL_PIXELS))
            image.load()
            return _plain(_upright(image))
    except Unreadable:
        raise
    except Image.DecompressionBombError as error:
        raise Unreadable(_too_many_pixels(name)) from error
    except UnidentifiedImageError as error:
        text = N_("This is not a picture we can read. Send JPEG, PNG, WEBP, GIF or TIFF.")
        raise Unreadable(Fault(text, field=name)) from error
    except Exception as error:
        # Decoders fail on broken bytes in many ways: OSError, SyntaxError, struct.error.
        text = N_("The picture is broken or was cut off in transfer. Send it again.")
        raise Unreadable(Fault(text, field=name)) from error


def _check_header(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > limits.MAX_PICTURE_PIXELS:
        raise Unreadable(_too_many_pixels(name))
    if image.format == "TIFF" and getattr(image, "n_frames", 1) > 1:
        text = N_("This TIFF has several pages. Save it as PDF, or each page as its own picture.")
        raise Unreadable(Fault(text, field=name))


def _too_many_pixels(name: str) -> Fault:
    return Fault(
        N_("The picture has more than %(limit)s million pixels. Make it smaller."),
        {"limit": limits.MAX_PICTURE_PIXELS // limits.MB},
        field=name,
    )


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return image  # The notes of the camera are broken; the pixels need not be.


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in sRGB or grey, upon white where it was transparent."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        # Pillow would cut off everything above 255 instead of scaling it.
        image = image.point(lambda value: value / 256).convert("L")
    elif image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.new("RGB", clear.size, "white")
        image.paste(clear, mask=clear.getchannel("A"))
    if image.mode in {"1", "L"}:
        return image.convert("L")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # A broken profile: colours a little off are better than no picture.
    return image.convert("RGB")


def _fitting(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    """Return `size` scaled down, never up, to at most `pixels` and MAX_SIDE."""
    width, height = size
    scale = min(1.0, math.sqrt(pixels / (width * height)), limits.MAX_SIDE / max(size))
    return max(1, int(width * scale)), max(1, int(height * scale))


def _within(image: Image.Image, pixels: int) -> Image.Image:
    size = _fitting(image.size, pixels)
    small = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)
    bare = small.copy()
    bare.info = {}  # Comments and profiles would otherwise be written again.
    return bare


def _encode_full(image: Image.Image) -> Picture:
    jpeg = _encoded(image, "JPEG", quality=limits.FULL_JPEG_QUALITY, optimize=True)
    # Drawings and black-and-white scans have few colours: PNG is then exact and often smaller.
    if image.getcolors(64) is not None:
        png = _encoded(image, "PNG", optimize=True)
        if len(png.data) <= len(jpeg.data):
            return png
    return jpeg


def _encode_light(full: Image.Image) -> Picture:
    image = _within(full, limits.LIGHT_PIXELS)
    for quality in limits.LIGHT_WEBP_QUALITIES:
        picture = _encoded(image, "WEBP", quality=quality)
        if len(picture.data) <= limits.LIGHT_BYTES:
            break
    return picture


def _encoded(image: Image.Image, kind: str, **how: int | bool) -> Picture:
    buffer = io.BytesIO()
    image.save(buffer, kind, **how)
    return Picture(buffer.getvalue(), f"image/{kind.lower()}", image.width, image.height)
