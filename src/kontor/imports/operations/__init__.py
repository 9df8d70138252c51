from kontor.imports.operations.import_table import import_table
from kontor.imports.operations.keep_upload import check_upload, keep_upload, write_upload

__all__ = ["check_upload", "import_table", "keep_upload", "write_upload"]
