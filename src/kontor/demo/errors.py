from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput


class SourceInvalid(InvalidInput):
    """The file is not what it is taken for; the sentence names the line."""

    code = "source_invalid"
    title = "The file cannot be read as this data set"


class DocumentRefused(Conflict):
    """An operation refused a document that must be taken: the replay stops there and may be started again."""

    code = "replay_refused"
    title = "A document of the file was refused"


class CodeForeign(Conflict):
    """A code of the file is taken by a product of somebody else's."""

    code = "code_foreign"
    title = "A product of that code is there already"
