"""ZIP archives from strangers: nothing is unpacked to disk, and no name is ever used as a path."""

from __future__ import annotations

import contextlib
import io
import math
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final, Self

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault

# What computers put beside the files by themselves.
IGNORED_NAMES: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
NESTED: Final = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar"})
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ENCRYPTED: Final = 0x1
NAME_IS_UTF8: Final = 0x800


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: its clean name, `/` between folders, and its size unpacked."""

    name: str
    size: int


class Archive:
    """An open ZIP whose list of entries has been checked.  Close after use.

    Iterating gives an Entry, or a Fault naming it, every time in the same order.
    Raises Unreadable when the whole is broken, a bomb, or has too many entries.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_entries: int = limits.MAX_ENTRIES,
        max_unpacked: int = limits.MAX_UNPACKED_BYTES,
    ) -> None:
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._zip = _opened(path)
        try:
            _check_whole(self._zip, max_entries, max_unpacked)
            self._listed = list(self._checked())
        except BaseException:
            self._zip.close()
            raise

    def __iter__(self) -> Iterator[Entry | Fault]:
        return iter(self._listed)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._zip.close()

    def read(self, name: str, limit: int) -> bytes:
        """Return the bytes of the entry, at most `limit`.

        Raises KeyError for a name that iterating did not give, Unreadable when it is longer
        than `limit` or broken.
        """
        buffer = io.BytesIO()
        self.copy(name, buffer, limit)
        return buffer.getvalue()

    def copy(self, name: str, target: IO[bytes], limit: int) -> None:
        """Write the entry to an open file piece by piece; raises as `read` does."""
        info = self._infos[name]
        if info.file_size > limit:
            raise Unreadable(
                Fault(
                    N_("The file has %(size)s MB; at most %(limit)s MB are taken."),
                    {
                        "size": math.ceil(info.file_size / limits.MB),
                        "limit": limit // limits.MB,
                    },
                    field=name,
                )
            )
        try:
            # zipfile stops at the size the list tells, so a forged size cannot unpack to more.
            with self._zip.open(info) as file:
                shutil.copyfileobj(file, target, limits.MB)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            text = N_("The file is broken inside the ZIP. Make the ZIP again.")
            raise Unreadable(Fault(text, field=name)) from error

    def _checked(self) -> Iterator[Entry | Fault]:
        for info in self._zip.infolist():
            name = _readable_name(info)
            parts = PurePosixPath(name).parts
            if (
                info.is_dir()
                or "__MACOSX" in parts
                or (parts and (parts[-1] in IGNORED_NAMES or parts[-1].startswith("._")))
            ):
                continue
            wrong = _wrong_name(info, name) or _wrong_content(info, name)
            if not wrong and name in self._infos:
                wrong = N_("Two files of the ZIP have this name. Give each its own.")
            if wrong:
                yield Fault(wrong, field=_printable(name))
                continue
            self._infos[name] = info
            yield Entry(name, info.file_size)


def entries_of_zip(path: Path) -> Iterator[Entry | Fault]:
    """Yield each entry that may be read, or the fault that names it.  Raises as `Archive` does."""
    with Archive(path) as archive:
        yield from archive


def _opened(path: Path) -> zipfile.ZipFile:
    broken = N_("The ZIP is broken or was cut off in transfer. Make it again and send it.")
    try:
        with path.open("rb") as file:
            # zipfile reads the whole list of entries at once; look at its length first, with the
            # same function zipfile uses, so that both see the same list.
            ending = zipfile._EndRecData(file)  # type: ignore[attr-defined]
        if ending is None:
            raise Unreadable(Fault(broken))
        if ending[5] > limits.MAX_DIRECTORY_BYTES:
            raise Unreadable(_too_many_entries(limits.MAX_ENTRIES))
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(Fault(broken)) from error


def _check_whole(archive: zipfile.ZipFile, max_entries: int, max_unpacked: int) -> None:
    infos = archive.infolist()
    if len(infos) > max_entries:
        raise Unreadable(_too_many_entries(max_entries))
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if unpacked > max_unpacked:
        raise Unreadable(
            Fault(
                N_("The file unpacks to %(size)s MB; at most %(limit)s MB are taken. Split it."),
                {"size": math.ceil(unpacked / limits.MB), "limit": max_unpacked // limits.MB},
            )
        )
    if _is_bomb(unpacked, packed):
        raise Unreadable(
            Fault(
                N_(
                    "The file unpacks to more than %(ratio)s times its size, as harmful files do. "
                    "Make it again, or send its contents in another format."
                ),
                {"ratio": limits.MAX_PACKING_RATIO},
            )
        )


def _is_bomb(unpacked: int, packed: int) -> bool:
    return unpacked > limits.RATIO_COUNTS_FROM_BYTES and unpacked > packed * limits.MAX_PACKING_RATIO


def _too_many_entries(limit: int) -> Fault:
    return Fault(N_("The ZIP holds more than %(limit)s files. Split it."), {"limit": limit})


def _readable_name(info: zipfile.ZipInfo) -> str:
    """Return the name as its sender saw it, composed (NFC) so that it equals a name typed in."""
    name = info.orig_filename
    if not info.flag_bits & NAME_IS_UTF8:
        # Many programs write UTF-8 and forget to say so; zipfile then reads it as cp437.
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _wrong_name(info: zipfile.ZipInfo, name: str) -> str:
    if not name.isprintable() or len(name) > 255:
        return N_("The name holds characters that cannot be printed, or more than 255. Rename it.")
    if "\\" in name or name.startswith("/") or name[1:2] == ":":
        return N_("The name is an address on a computer. Make the ZIP again with plain names.")
    if ".." in name.split("/"):
        return N_("The name points outside the ZIP. Make the ZIP again with plain names.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return N_("This is a link or device, not a file. Put the file itself into the ZIP.")
    return ""


def _wrong_content(info: zipfile.ZipInfo, name: str) -> str:
    if info.flag_bits & ENCRYPTED:
        return N_("The file is locked by a password. Make the ZIP without one.")
    if PurePosixPath(name).suffix.lower() in NESTED:
        return N_("This is an archive inside the ZIP. Unpack it and put its files in the ZIP.")
    if info.compress_type not in METHODS:
        return N_("The file is packed in a rare way. Make the ZIP with ordinary settings.")
    if _is_bomb(info.file_size, info.compress_size):
        return N_("The file unpacks to hundreds of times its size, as harmful files do.")
    return ""


def _printable(name: str) -> str:
    shown = "".join(sign if sign.isprintable() else "�" for sign in name)
    return shown if len(shown) <= 120 else f"{shown[:119]}…"
