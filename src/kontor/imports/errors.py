from __future__ import annotations

from kontor.kernel.errors import InvalidInput, NotFound


class ImportInvalid(InvalidInput):
    """An option that no file of this kind knows, or a value that cannot be one."""

    code = "import_invalid"


class ImportRefused(InvalidInput):
    """Some rows, or the file as a whole, cannot be taken; `report` says all of it."""

    code = "import_refused"
    title = "The file cannot be taken as it is; nothing was written"


class ImportKindUnknown(NotFound):
    code = "import_kind_unknown"


class UploadNotFound(NotFound):
    code = "upload_not_found"
