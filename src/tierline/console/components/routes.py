"""`/components`."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from tierline.console.forms import Form
from tierline.console.reconnections.view import counts
from tierline.console.visit import KnownVisit
from tierline.reconnections.model import Tally
from tierline.wording import Text

router = APIRouter()

SCHEMES = (
    (
        "unicom-star",
        Text("Stars", "星级"),
        (
            ("five_star", Text("five-star", "五星")),
            ("honoured_guest", Text("honoured guest", "贵宾客户")),
            ("loyal", Text("loyal customer", "忠诚客户")),
            ("four_star", Text("four-star", "四星")),
            ("one_star", Text("one-star", "一星")),
        ),
    ),
    (
        "unicom-vip-xinjiang",
        Text("VIP", "会员"),
        (
            ("supreme", Text("supreme", "至尊卡")),
            ("diamond", Text("diamond", "钻石卡")),
            ("gold", Text("gold", "金卡")),
            ("silver", Text("silver", "银卡")),
        ),
    ),
    (
        "cmcc-credit",
        Text("Credit", "信用"),
        (
            ("five_star", Text("five-star", "五星")),
            ("two_star", Text("two-star", "二星")),
        ),
    ),
    (
        "unicom-card",
        Text("Cards", "会员卡"),
        (
            ("diamond", Text("diamond", "钻石卡")),
            ("ordinary", Text("ordinary", "普通客户")),
        ),
    ),
)


@router.get("/components")
def show_components(visit: KnownVisit) -> Response:
    """Each part once."""
    allowance = timedelta(hours=8)
    clocks = [(visit.now - allowance * used, visit.now + allowance * (1 - used)) for used in (0.4, 0.95, 1.2)]
    form = Form({"reason": [""], "day": ["2026-12-25"]}, {"reason": "Write at least one sentence."})
    numbers = counts(Tally(active=12, expiring=3, refused=2, expired_unpaid=1, credit_fen=0, arrears_fen=0))
    return visit.page("components/components.html", schemes=SCHEMES, clocks=clocks, form=form, counts=numbers)
