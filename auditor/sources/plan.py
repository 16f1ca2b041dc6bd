"""Which files of a repository are read, in which order, and what for; the names are data (rules/documents.toml)."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor import limits
from auditor.catalog.documents import DocumentPattern, DocumentPatterns
from auditor.nouns import DocumentKind, Gap, GapReason
from auditor.sources.paths import is_plain_path, is_repository_path

_RUNS = re.compile(r"[\s_.\-]+")
#: No file of terms has a longer name.
_NAME_LENGTH = 200
#: "LICENSE-2.0" has no file type: a type begins with a letter.
_TYPE = re.compile(r"\.([^\W\d_][\w+-]{0,11})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A path with its folder and its stem, both in small letters; an empty stem fits no pattern."""

    path: str
    folder: str
    stem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """A file that is to be read, and as what."""

    kind: DocumentKind
    path: str

    @property
    def limit(self) -> int:
        """The most bytes that are read of it."""
        if self.kind is DocumentKind.CARD:
            return limits.CARD_BYTES
        return limits.LICENSE_BYTES if self.kind is DocumentKind.LICENSE else limits.TEXT_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The files to read, in order, and those that would be read were it not for the limit on their number."""

    read: tuple[PlannedFile, ...]
    left_out: tuple[PlannedFile, ...] = ()

    def gaps(self) -> tuple[Gap, ...]:
        """A gap for each text of terms that the limit leaves out."""
        detail = f"only {limits.FILES_READ_PER_MODEL} files a model are read; give it with --document"
        return tuple(Gap(document=file.path, reason=GapReason.TOO_LARGE, detail=detail) for file in self.left_out)


def plan(paths: Iterable[str], patterns: DocumentPatterns, linked: Sequence[str] = ()) -> Plan:
    """What to read of a repository with these files. `linked` are files that the card names as its license."""
    files = [path for path in dict.fromkeys(paths) if is_repository_path(path) and is_plain_path(path)]
    names = _worth_a_look(files, patterns)
    by_kind = {pattern.kind: _of_kind(pattern, names) for pattern in patterns.document}
    named = [path for path in dict.fromkeys(linked) if path in files]
    if DocumentKind.LICENSE in by_kind:
        rest = [path for path in by_kind[DocumentKind.LICENSE] if path not in named]
        by_kind[DocumentKind.LICENSE] = [*named, *rest]
    _each_once(by_kind)
    return _within_limit(by_kind, patterns)


def kind_of(path: str, patterns: DocumentPatterns) -> DocumentKind | None:
    """What a file of this name is read as, or None if it is not read."""
    names = _worth_a_look([path], patterns)
    return next((pattern.kind for pattern in patterns.document if _of_kind(pattern, names)), None)


def license_files(card_data: object) -> tuple[str, ...]:
    """The repository's own files that the card's metadata names as its license (`license_link: LICENSE.md`)."""
    if not isinstance(card_data, dict):
        return ()
    links = card_data.get("license_link")
    found = links if isinstance(links, list) else [links]
    bare = (link.strip().removeprefix("./") for link in found[:8] if isinstance(link, str))
    return tuple(link for link in bare if "://" not in link and is_repository_path(link))


def _each_once(by_kind: dict[DocumentKind, list[str]]) -> None:
    """A file is read once: as a policy or notice where its name says so, though it says "license" too."""
    narrow = {path for kind in (DocumentKind.POLICY, DocumentKind.NOTICE) for path in by_kind.get(kind, ())}
    if DocumentKind.LICENSE in by_kind:
        by_kind[DocumentKind.LICENSE] = [path for path in by_kind[DocumentKind.LICENSE] if path not in narrow]
    seen: set[str] = set()
    for kind, paths in by_kind.items():
        by_kind[kind] = [path for path in paths if path not in seen]
        seen.update(paths)


def _within_limit(by_kind: dict[DocumentKind, list[str]], patterns: DocumentPatterns) -> Plan:
    """Terms and the card before all else; each kind's first files before anybody's further ones."""
    terms = [pattern for pattern in patterns.document if pattern.required]
    others = [pattern for pattern in patterns.document if not pattern.required]
    ranked = [*_files(by_kind, terms, first=True), *_files(by_kind, terms, first=False)]
    ranked += [*_files(by_kind, others, first=True), *_files(by_kind, others, first=False)]
    chosen = ranked[: limits.FILES_READ_PER_MODEL]
    order = [pattern.kind for pattern in patterns.document]
    required = {pattern.kind for pattern in terms}
    left = [file for file in ranked[len(chosen) :] if file.kind in required and "/" not in file.path]
    return Plan(read=tuple(sorted(chosen, key=lambda file: order.index(file.kind))), left_out=tuple(left))


def _files(
    by_kind: dict[DocumentKind, list[str]], patterns: Sequence[DocumentPattern], first: bool
) -> list[PlannedFile]:
    found: list[PlannedFile] = []
    for pattern in patterns:
        paths = by_kind[pattern.kind]
        # A repository has one card; a second file of that name is another's.
        more = [] if pattern.kind is DocumentKind.CARD else paths[pattern.at_most :]
        chosen = paths[: pattern.at_most] if first else more
        found += [PlannedFile(kind=pattern.kind, path=path) for path in chosen]
    return found


def _worth_a_look(files: Sequence[str], patterns: DocumentPatterns) -> list[_Name]:
    """Those of maybe fifty thousand files that any pattern could mean."""
    whole = {name.casefold() for pattern in patterns.document for name in pattern.files}
    folders = {folder for pattern in patterns.document for folder in pattern.folders} | {""}
    found = []
    for path in files:
        folder, _, name = path.rpartition("/")
        if len(name) > _NAME_LENGTH:
            continue
        stem, ending = _stem(name)
        if path.casefold() in whole or (ending not in patterns.never and folder.casefold() in folders):
            found.append(_Name(path=path, folder=folder.casefold(), stem="" if ending in patterns.never else stem))
    return found


def _of_kind(pattern: DocumentPattern, names: Sequence[_Name]) -> list[str]:
    paths = [name.path for name in names]
    folded = {name.casefold() for name in pattern.files}
    by_name = [name for name in pattern.files if name in paths]
    by_name += [path for path in paths if path.casefold() in folded and path not in pattern.files]
    if not pattern.stems:
        return by_name
    fits, folders = _stem_pattern(pattern.stems), {"", *pattern.folders}
    by_stem = [name.path for name in names if name.stem and name.folder in folders and fits.match(name.stem)]
    return by_name + sorted(set(by_stem).difference(by_name), key=_plainest_first)


def _stem(name: str) -> tuple[str, str]:
    found = _TYPE.search(name)
    bare = name[: found.start()] if found and found.start() else name
    ending = found[1].casefold() if found and found.start() else ""
    return _RUNS.sub(" ", bare).strip().casefold(), ending


def _plainest_first(path: str) -> tuple[int, int, str]:
    """The root before folders, the shortest name before longer ones: LICENSE before LICENSE-CODE."""
    return path.count("/"), len(path), path


@functools.lru_cache(maxsize=32)
def _stem_pattern(stems: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(fnmatch.translate(stem) for stem in stems))
