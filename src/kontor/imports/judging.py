"""A table's rows as rows of an operation, in batches, and all that is found on the way. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from kontor.imports.errors import ImportInvalid
from kontor.imports.kinds import Kind
from kontor.imports.types import ImportOptions, ImportReport, RefusedRow, RowNote, RowVerdict
from kontor.kernel.tables import CellInvalid, Matched, Row, Table, match_columns, values_of

MOST_TOLD: Final = 10_000


class Taken(msgspec.Struct, frozen=True):
    """A row that can be asked for; `is_twin`: an earlier row says exactly the same."""

    number: int
    draft: Any
    is_twin: bool = False


class Findings:
    """What one walk over the file found."""

    def __init__(self, headers: Sequence[str], matched: Matched, kind: Kind) -> None:
        self.headers = headers
        self.matched = matched
        self.kind = kind
        self.counts = dict.fromkeys(("created", "updated", "unchanged", "refused"), 0)
        self.rows = 0
        self.refused: list[RefusedRow] = []
        self.notes: list[RowNote] = []
        self.empty: list[int] = []
        self._empty_since: list[int] = []

    def empty_row(self, number: int) -> None:
        if len(self._empty_since) < MOST_TOLD:
            self._empty_since.append(number)

    def filled_row(self) -> None:
        """Only now were the empty rows before it not the file's end."""
        self.rows += 1
        if self._empty_since:
            self.empty += self._empty_since[: MOST_TOLD - len(self.empty)]
            self._empty_since = []

    def refuse(self, number: int, reasons: Sequence[tuple[str | None, str]]) -> None:
        """Count the row once, with every reason: (the file's header, what is wrong)."""
        self.counts["refused"] += 1
        if len(self.refused) < MOST_TOLD:
            self.refused += [RefusedRow(number, column, reason) for column, reason in reasons]

    def take_verdict(self, number: int, verdict: RowVerdict) -> None:
        if verdict.verdict == "refused":
            self.refuse(number, [(self.header_of(verdict.field), verdict.reason or "")])
            return
        self.counts[verdict.verdict] += 1
        if len(self.notes) < MOST_TOLD:
            self.notes += [RowNote(number, note) for note in verdict.notes]

    def header_of(self, field: str | None) -> str | None:
        """The file's header over what we call `field`; our name where the file has none."""
        column = self.kind.form.column_of(field) if field else None
        index = self.matched.used.get(column.name) if column else None
        return self.headers[index] if index is not None else field

    def report(self, table: Table, file_name: str, *, written: bool, continued: bool = False) -> ImportReport:
        return ImportReport(
            kind=self.kind.name,
            file_name=file_name,
            read_as=table.told,
            written=written,
            rows=self.rows,
            **self.counts,
            problems=self.matched.problems,
            warnings=table.warnings,
            columns={ours: self.headers[index] for ours, index in self.matched.used.items()},
            unknown_columns=self.matched.unknown,
            rows_refused=tuple(sorted(self.refused, key=lambda refused: refused.row)),
            notes=tuple(self.notes),
            empty_rows=tuple(self.empty),
            continued=continued,
        )


def matched_columns(table: Table, kind: Kind, options: ImportOptions) -> Matched:
    return match_columns(table.headers, kind.form, chosen=options.columns, given=options.defaults)


def default_values(kind: Kind, options: ImportOptions) -> dict[str, Any]:
    """The defaults as values. Raises ImportInvalid for a column we do not have or a value it cannot have."""
    columns = {column.name: column for column in kind.form.columns}
    values = {}
    for name, text in options.defaults.items():
        if name not in columns:
            raise ImportInvalid(f"There is no column {name!r} here; ours are {', '.join(columns)}.", field=name)
        try:
            values[name] = columns[name].read(text, options.decimal_comma)
        except CellInvalid as error:
            raise ImportInvalid(f"The default of {name}: {error.detail}", field=name) from None
    return values


def taken_batches(table: Table, options: ImportOptions, findings: Findings) -> Iterator[list[Taken]]:
    """Batches of the rows that say something of themselves; what they cannot say goes to `findings`.

    The same file and options give the same batches again, so that an interrupted import finds its way.
    """
    kind, defaults = findings.kind, default_values(findings.kind, options)
    seen: dict[bytes, tuple[int, bytes]] = {}
    batch: list[Taken] = []
    for row in table.rows():
        taken = _taken(row, kind, options, defaults, seen, findings)
        if taken is not None:
            batch.append(taken)
        if len(batch) == kind.batch_rows:
            yield batch
            batch = []
    if batch:
        yield batch


def _taken(
    row: Row,
    kind: Kind,
    options: ImportOptions,
    defaults: dict[str, Any],
    seen: dict[bytes, tuple[int, bytes]],
    findings: Findings,
) -> Taken | None:
    if not row.cells and not row.faults:
        findings.empty_row(row.number)
        return None
    findings.filled_row()
    used = findings.matched.used
    faults = [fault for fault in row.faults if fault.column is None or fault.column in used.values()]
    if faults:
        headers = [None if fault.column is None else findings.headers[fault.column] for fault in faults]
        findings.refuse(row.number, [(h, fault.reason) for h, fault in zip(headers, faults, strict=True)])
        return None
    try:
        values = values_of(
            row.cells, kind.form, findings.matched, decimal_comma=options.decimal_comma, defaults=defaults
        )
        if findings.matched.missing:
            return None
        draft = kind.form.make(values)
        is_twin = _is_twin(draft, row.number, kind, seen)
    except CellInvalid as error:
        findings.refuse(row.number, [(findings.header_of(error.data.get("field")), error.detail)])
        return None
    return Taken(row.number, draft, is_twin)


def _is_twin(draft: Any, number: int, kind: Kind, seen: dict[bytes, tuple[int, bytes]]) -> bool:
    """Whether an earlier row says the same. Raises CellInvalid where it says something else of the same thing.

    Digests, so that a million rows fit in memory.
    """
    content = _digest(msgspec.json.encode(draft))
    keys = [(field, text, _digest(f"{field}\0{text}".encode())) for field, text in kind.form.once(draft)]
    for field, text, key in keys:
        earlier, said = seen.get(key, (number, content))
        if said != content:
            shown = text.replace("\0", ", ")
            raise CellInvalid(f"{shown} stands on row {earlier} already, which says something else.", field=field)
    is_twin = any(key in seen for _, _, key in keys)
    for _, _, key in keys:
        seen.setdefault(key, (number, content))
    return is_twin


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()
