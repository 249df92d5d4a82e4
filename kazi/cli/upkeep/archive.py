"""A backup is one .tar.gz: the database, the files people sent, and at its end a manifest with sums.

The manifest comes last, so a backup that was cut off has none and is refused.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kazi import __version__
from kazi.channels.vault import copying as vault
from kazi.channels.vault.routing import ALIAS
from kazi.cli.preparing import make_vault_tables
from kazi.cli.upkeep.databases import Copy, copy_in, copy_out, is_empty
from kazi.kernel.errors import Refused

MANIFEST = "manifest.json"
TEMPORARY = ".restoring-"
CHUNK = 1 << 20  # Bytes read at once.
DRAFTS = "drafts"  # Where kazi.files writes what is not yet whole.


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself."""

    kazi: str
    made_at: str
    secret: str
    database: Copy
    files: dict[str, str]  # name in the archive -> SHA-256

    @property
    def media_files(self) -> int:
        return sum(name.startswith("media/") for name in self.files)


class _Summed(io.RawIOBase):
    """Reads through to a file and adds up what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self.sum.update(part)
        return part


def write_backup(target: Path, *, with_media: bool = True) -> Backup:
    """Write a backup of the running installation to `target`; the file appears when it is whole.

    The database first, then the files: those it names are there, a few newer ones may be too.
    """
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}.")
    if target.is_dir():
        raise Refused(f"{target} is a folder; name a file, such as {target / 'kazi.tar.gz'}.")
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix=".kazi-backup-", dir=target.parent) as name:
            folder = Path(name)
            vault.copy_out(folder / vault.FILE)  # First: whoever is named in the other is in it or new.
            copied = copy_out(folder)
            sums: dict[str, str] = {}
            with _private(part) as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                for path in sorted(folder.iterdir()):
                    _add(archive, path, f"database/{path.name}", sums)
                for path in _media() if with_media else ():
                    _add(archive, path, f"media/{path.relative_to(settings.MEDIA_ROOT)}", sums)
                said = Backup(__version__, timezone.now().isoformat(), _fingerprint(), copied, sums)
                text = json.dumps(asdict(said), indent=1).encode()
                info = tarfile.TarInfo(MANIFEST)
                info.size = len(text)
                archive.addfile(info, io.BytesIO(text))
        os.replace(part, target)
    except OSError as error:
        raise Refused(f"The backup was not written: {error.strerror or error} ({target}).") from error
    finally:
        part.unlink(missing_ok=True)
    return said


def read_backup(source: Path, *, replace: bool = False) -> Backup:
    """Put a backup in the place of what is here.

    Everything is unpacked and compared with its sums before anything is changed.  Raises Refused
    for a file that is no whole backup, and for a database in use unless `replace`.
    """
    if not source.is_file():
        raise Refused(f"There is no file {source}.")
    if not replace and not is_empty():
        raise Refused("This database is in use. To put the backup in its place, add --replace.")
    media = Path(settings.MEDIA_ROOT)
    try:
        media.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=media) as name:
            folder = Path(name)
            backup = _unpack(source, folder)
            kept = _add_media(folder / "media", media)
            make_vault_tables()
            with transaction.atomic(using=ALIAS):  # The vault's change holds only if the other's does.
                if (numbers := folder / "database" / vault.FILE).exists():
                    vault.copy_in(numbers)
                copy_in(folder / "database", backup.database)
            if backup.media_files:
                _drop_other_media(media, kept)
    except OSError as error:
        raise Refused(f"Nothing was restored: {error.strerror or error} ({error.filename}).") from error
    return backup


def same_secret(backup: Backup) -> bool:
    """Say whether the secret key here is the one that the backed-up installation had."""
    return hmac.compare_digest(backup.secret, _fingerprint())


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that only its owner may read, and see it on the disk before going on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _media() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        passing = inside.parts[0] == DRAFTS or inside.parts[0].startswith(TEMPORARY)
        if path.is_file() and not path.is_symlink() and not passing:
            yield path


def _add(archive: tarfile.TarFile, path: Path, name: str, sums: dict[str, str]) -> None:
    with suppress(FileNotFoundError), path.open("rb") as file:  # A draft that was finished meanwhile.
        info = archive.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        summed = _Summed(file)
        archive.addfile(info, summed)
        sums[name] = summed.sum.hexdigest()


def _unpack(source: Path, folder: Path) -> Backup:
    """Unpack into `folder`, all of it or none; every name and sum is as the manifest says.

    The sums tell of the files, gzip's own of every other byte: tarfile checks neither that nor what
    fills its blocks up, so the file is read by gzip, to its end.
    """
    sums: dict[str, str] = {}
    said: dict[str, Any] | None = None
    broken = f"{source} is not a whole backup"
    try:
        with gzip.open(source) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
            for member in archive:
                name = PurePosixPath(member.name)
                inside = archive.extractfile(member) if member.isreg() else None
                if inside is None or name.is_absolute() or ".." in name.parts:
                    raise Refused(f"{broken}: it holds {member.name}, which is no file of a backup.")
                if member.name == MANIFEST:
                    said = json.loads(inside.read())
                    continue
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                summed = _Summed(inside)
                with path.open("wb") as file:
                    shutil.copyfileobj(summed, file)
                sums[member.name] = summed.sum.hexdigest()
            while plain.read(CHUNK):
                pass
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error, ValueError) as error:
        raise Refused(f"{broken}: {error}.") from error
    if said is None:
        raise Refused(f"{broken}: its end is missing.")
    if sums != said.get("files"):
        wrong = sorted(set(sums.items()) ^ set(said.get("files", {}).items()))
        raise Refused(f"{broken}: {wrong[0][0]} is not as it was when the backup was made.")
    database = said.pop("database")
    database["migrations"] = [(app, name) for app, name in database["migrations"]]
    return Backup(**said, database=Copy(**database))


def _add_media(unpacked: Path, media: Path) -> set[Path]:
    """Move the files to their places; other files stay, so the rows that are there keep theirs."""
    kept = set()
    for path in sorted(unpacked.rglob("*")) if unpacked.is_dir() else ():
        if path.is_file():
            place = media / path.relative_to(unpacked)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, place)
            kept.add(place)
    return kept


def _drop_other_media(media: Path, kept: set[Path]) -> None:
    for path in _media():
        if path not in kept:
            path.unlink(missing_ok=True)


def _fingerprint() -> str:
    return hmac.new(settings.SECRET_KEY.encode(), b"kazi.backup", hashlib.sha256).hexdigest()
