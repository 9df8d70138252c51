"""The backup file: a ZIP with the database's copy, the media files, a manifest that names them all, and a check.

It is written beside its name, as `<name>.partial`, and gets its name only when it is whole, checked and on the disk.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import msgspec

from kontor.kernel.command_line import CannotRun
from kontor.maintenance.errors import BackupDamaged
from kontor.maintenance.types import Check, Manifest, Member, Progress

FORMAT: Final = 1
PARTIAL: Final = ".partial"
DATABASE: Final = "database"
MEDIA: Final = "media/"
_MANIFEST: Final = "manifest.json"
_CHECK: Final = "check.json"
_CHUNK_BYTES: Final = 1 << 20
T = TypeVar("T")


class Counter:
    """Adds up pieces and tells how far they have come."""

    def __init__(self, stage: str, total: int, progress: Progress) -> None:
        self._stage, self._total, self._progress, self._done = stage, total, progress, 0

    def __call__(self, more: int) -> None:
        self._done += more
        self._progress(self._stage, self._done, self._total)


class Writer:
    """A backup being written. Counts and hashes what goes through it."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.members: dict[str, Member] = {}

    @contextmanager
    def member(self, name: str, *, compressed: bool) -> Iterator[Callable[[bytes], None]]:
        """Write one file inside the backup, piece by piece."""
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o600 << 16
        info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        info._compresslevel = 1  # type: ignore[attr-defined]  # public from Python 3.13 on, there under another name
        digest, size = hashlib.sha256(), 0
        with self._file.open(info, "w", force_zip64=True) as out:

            def write(piece: bytes) -> None:
                nonlocal size
                digest.update(piece)
                size += len(piece)
                out.write(piece)

            yield write
        self.members[name] = Member(size, digest.hexdigest())

    def add_file(self, name: str, path: Path, *, compressed: bool, on_bytes: Callable[[int], None]) -> None:
        with open(path, "rb") as source, self.member(name, compressed=compressed) as write:
            for piece in _pieces(source):
                write(piece)
                on_bytes(len(piece))

    def finish(self, manifest: Manifest) -> None:
        self._file.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new file that only its owner may read; on the disk afterwards. Removed when it was not finished."""
    with cannot_write(path.parent):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with cannot_write(path.parent), os.fdopen(descriptor, "w+b") as out:
            with zipfile.ZipFile(out, "w", allowZip64=True) as file:
                yield Writer(file)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def add_check(path: Path, check: Check) -> None:
    """Say in the file how it was checked."""
    with cannot_write(path.parent), open(path, "r+b") as out:
        with zipfile.ZipFile(out, "a", allowZip64=True) as file:
            file.writestr(_CHECK, msgspec.json.format(msgspec.json.encode(check)))
        out.flush()
        os.fsync(out.fileno())


def give_name(partial: Path, path: Path) -> None:
    """The file is finished: from now on it is `path`, which must not be there."""
    with cannot_write(path.parent):
        os.link(partial, path)  # unlike a rename it never takes another file's place
        partial.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def reading(path: Path) -> Iterator[zipfile.ZipFile]:
    """Raises BackupDamaged when it is cut off or something else, CannotRun when it cannot be read at all."""
    try:
        file = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise BackupDamaged(f"{path} is cut off, or is no backup; take another one.") from error
    except OSError as error:
        raise CannotRun(f"{path} cannot be read ({error.strerror}); name a backup file.") from error
    with file:
        yield file


def manifest_of(file: zipfile.ZipFile) -> Manifest:
    """Raises BackupDamaged where there is none that makes sense."""
    manifest = _decoded(file, _MANIFEST, Manifest)
    if manifest is None:
        raise BackupDamaged(f"{file.filename} has no manifest, so it is no backup of Kontor; take another one.")
    return manifest


def check_of(file: zipfile.ZipFile) -> Check | None:
    return _decoded(file, _CHECK, Check)


def check_members(file: zipfile.ZipFile, manifest: Manifest, on_bytes: Callable[[int], None]) -> None:
    """Read everything and compare it with the manifest. Raises BackupDamaged."""
    strange = ({*file.namelist()} - {_MANIFEST, _CHECK}) ^ {*manifest.members}
    if strange:
        raise BackupDamaged(f"{file.filename} does not hold what its manifest names ({sorted(strange)[0]}).")
    for name, member in manifest.members.items():
        if ".." in name.split("/") or name.startswith("/"):
            raise BackupDamaged(f"{file.filename} names a file outside of its folder ({name}); it is no backup.")
        digest, size = hashlib.sha256(), 0
        for piece in member_pieces(file, name):
            digest.update(piece)
            size += len(piece)
            on_bytes(len(piece))
        if Member(size, digest.hexdigest()) != member:
            raise BackupDamaged(f"{name} in {file.filename} is not what was backed up; take another backup.")


def member_pieces(file: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    try:
        with file.open(name) as source:
            yield from _pieces(source)
    except (zipfile.BadZipFile, EOFError, KeyError, zlib.error) as error:
        raise BackupDamaged(f"{name} in {file.filename} is damaged ({error}); take another backup.") from error


def extract(file: zipfile.ZipFile, name: str, target: Path, on_bytes: Callable[[int], None]) -> None:
    """Write one file of the backup to `target`, flushed to the disk; it has its name only when it is whole."""
    partial = target.with_name(target.name + PARTIAL)
    with cannot_write(target.parent), open(partial, "wb") as out:
        for piece in member_pieces(file, name):
            out.write(piece)
            on_bytes(len(piece))
        out.flush()
        os.fsync(out.fileno())
    partial.replace(target)


def member_of(path: Path) -> Member:
    """What the manifest would say of a file."""
    with open(path, "rb") as source:
        return Member(path.stat().st_size, hashlib.file_digest(source, "sha256").hexdigest())


@contextmanager
def cannot_write(folder: Path) -> Iterator[None]:
    """A full disk, a missing folder or a missing right becomes a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise CannotRun(_advice(error, folder)) from error


@contextmanager
def cannot_read(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotRun(f"{folder} cannot be read ({error.strerror}); name a folder of backups.") from error


def require_room(folder: Path, needed_bytes: int) -> None:
    """Raises CannotRun where `folder` has less room than that."""
    with cannot_write(folder):
        free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise CannotRun(
            f"{folder} has {free // 2**20:,} MB of room and about {needed_bytes // 2**20 + 1:,} MB are needed;"
            " make room, or name another folder."
        )


def _advice(error: OSError, folder: Path) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"There is no room left in {folder}; make room, or name another folder. Nothing was kept."
        case errno.EEXIST:
            return f"{error.filename2 or error.filename} is there already; name another file, or take it away."
        case errno.ENOENT | errno.ENOTDIR:
            return f"There is no folder {folder}; make it, or name another."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"{folder} may not be written to ({error.strerror}); allow it, or name another folder."
    return f"{folder} cannot be used ({error.strerror or error}); name another folder."


def _decoded(file: zipfile.ZipFile, name: str, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(file.read(name), type=kind)
    except KeyError:
        return None
    except (msgspec.DecodeError, zipfile.BadZipFile) as error:
        raise BackupDamaged(f"{name} in {file.filename} cannot be read ({error}); take another backup.") from error


def _pieces(source: IO[bytes] | Any) -> Iterator[bytes]:
    while piece := source.read(_CHUNK_BYTES):
        yield piece
