from __future__ import annotations

from kontor.kernel.errors import Conflict


class CompanyRefused(Conflict):
    """An operation refused a document of the sample company, which is made to be taken whole."""

    code = "sample_company_refused"
    title = "The sample company could not be made"
