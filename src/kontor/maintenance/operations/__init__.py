from kontor.maintenance.operations.verify_books import verify_books

__all__ = ["verify_books"]
