"""A credential inside of a picture (Open Badges 3.0, 5.3 "Baked badges").

PNG: one iTXt chunk with the keyword `openbadgecredential`, not packed.  SVG: the first child is
`<openbadges:credential>`, with the token in its attribute `verify` or the JSON as its text.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import quoteattr

import defusedxml
from defusedxml.ElementTree import fromstring

from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORD: Final = b"openbadgecredential"
NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"


class NotBaked(Unsound):
    """The picture is damaged or holds no credential."""


def into_png(picture: bytes, credential: str) -> bytes:
    """Return the PNG with this credential, JSON or a token, instead of any that it held."""
    # keyword, NUL, not packed, no method, no language, no translated keyword, text
    body = b"iTXt" + KEYWORD + b"\0\0\0\0\0" + credential.encode()
    ours = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    parts = [PNG_SIGNATURE]
    for kind, content, whole in _chunks(picture):
        if not _is_ours(kind, content):
            parts.append(whole)
        if kind == b"IHDR":
            parts.append(ours)
    return b"".join(parts)


def from_png(picture: bytes) -> str:
    """Return the credential in the PNG; raise NotBaked where there is none, or more than one."""
    found = [content for kind, content, _whole in _chunks(picture) if _is_ours(kind, content)]
    if len(found) != 1:
        raise NotBaked(N_("This picture holds no credential, or more than one."))
    after = found[0][len(KEYWORD) + 1 :]
    if after[:2] != b"\0\0":
        raise NotBaked(N_("The credential in this picture is packed, which is not allowed."))
    _language, _, rest = after[2:].partition(b"\0")
    _translated, _, text = rest.partition(b"\0")
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise NotBaked(N_("This picture is damaged.")) from error


def into_svg(picture: str, credential: str) -> str:
    """Return the SVG, which starts with `<svg `, with this credential (JSON or a token) as first child."""
    head, end, rest = picture.partition(">")
    if not head.startswith("<svg ") or head.endswith("/"):
        raise NotBaked(N_("This picture is damaged."))
    if credential.lstrip().startswith("{"):
        text = credential.replace("]]>", "]]]]><![CDATA[>")
        inner = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    else:
        inner = f"<openbadges:credential verify={quoteattr(credential)}></openbadges:credential>"
    return f'{head} xmlns:openbadges="{NAMESPACE}"{end}{inner}{rest}'


def from_svg(picture: bytes) -> str:
    """Return the credential in the SVG; raise NotBaked where there is none."""
    try:
        root = fromstring(picture, forbid_dtd=True)
    except (ParseError, defusedxml.DefusedXmlException, ValueError, LookupError) as error:
        raise NotBaked(N_("This picture is damaged.")) from error
    found = root.findall(f"{{{NAMESPACE}}}credential")
    if len(found) != 1:
        raise NotBaked(N_("This picture holds no credential, or more than one."))
    text: str = found[0].get("verify") or found[0].text or ""
    return text.strip()


def _is_ours(kind: bytes, content: bytes) -> bool:
    return kind == b"iTXt" and content.startswith(KEYWORD + b"\0")


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield (kind, content, whole chunk) up to IEND; raise NotBaked for a damaged picture."""
    at = len(PNG_SIGNATURE)
    while picture.startswith(PNG_SIGNATURE) and at + 12 <= len(picture):
        (size,) = struct.unpack_from(">I", picture, at)
        kind, content = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        end = at + 12 + size
        if end > len(picture) or struct.unpack_from(">I", picture, end - 4) != (zlib.crc32(kind + content),):
            break
        yield kind, content, picture[at:end]
        if kind == b"IEND":
            return
        at = end
    raise NotBaked(N_("This picture is damaged."))
