"""What the forms of work orders send: the bodies of the API with the version that was shown."""

from __future__ import annotations

from tierline.console.local_values import Version
from tierline.work_orders.routes import Assign, Close, PassOn, Report


class PassOnForm(PassOn):
    """An order goes to the county and to a named person."""

    version: Version


class AssignForm(Assign):
    """Another person is to follow."""

    version: Version


class ReportForm(Report):
    """What came of a contact."""

    version: Version


class CloseForm(Close):
    """The order is closed by hand."""

    version: Version
