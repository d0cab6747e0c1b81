"""Problem details (RFC 9457) for everything that is refused; the one place that chooses HTTP statuses."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from tierline.database.errors import ChangedMeanwhile, DatabaseUnreachable
from tierline.errors import (
    Conflict,
    Fault,
    InputError,
    Missing,
    NotAllowed,
    NotSignedIn,
    TierlineError,
    TooMany,
)
from tierline.web.call import language_of
from tierline.web.errors import VersionNeeded
from tierline.wording import Language, Text

STATUSES: tuple[tuple[type[TierlineError], int], ...] = (
    (VersionNeeded, 428),
    (ChangedMeanwhile, 412),
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (Missing, 404),
    (Conflict, 409),
    (TooMany, 429),
    (InputError, 422),
    (Fault, 503),
)
"""The first class that an error is of decides."""

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: Text("The request cannot be read", "请求无法解析"),
    401: Text("Sign in first", "请先登录"),
    403: Text("Not allowed", "无此权限"),
    404: Text("Not found", "未找到"),
    405: Text("This method is not offered here", "此处不支持该方法"),
    408: Text("The request took too long to arrive", "请求到达超时"),
    409: Text("Does not fit the present state", "与当前状态冲突"),
    412: Text("Changed meanwhile", "已被他人更改"),
    413: Text("The request is too large", "请求过大"),
    415: Text("Not a form that is read here", "不支持的格式"),
    422: Text("A value is wrong", "取值有误"),
    428: Text("Say which version you change", "请注明所修改的版本"),
    429: Text("Asked too often", "请求过于频繁"),
    500: Text("A fault of the service", "服务内部故障"),
    503: Text("Not possible at the moment", "暂时无法处理"),
}


class FieldProblem(BaseModel):
    """One value that is wrong, by its place in the request."""

    field: str = Field(examples=["body.service"])
    problem: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """What was refused and why, in the reader's language."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["/problems/line-unknown"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no line of this number that you can see."])
    request_id: str = Field(default="", examples=["5f0c9d1e"])
    errors: list[FieldProblem] = Field(default_factory=list)


def problem(
    request: Request, status: int, kind: str, detail: str, errors: list[dict[str, str]] | None = None
) -> JSONResponse:
    """The answer to a call that is refused; a title for people, a type for programs."""
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    content: dict[str, Any] = {
        "type": f"/problems/{kind}",
        "title": title.read(language_of(request)),
        "status": status,
        "detail": detail,
        "request_id": getattr(request.state, "request_id", ""),
    }
    if errors:
        content["errors"] = errors
    return JSONResponse(content, status, media_type=MEDIA_TYPE)


def status_of(error: TierlineError) -> int:
    """The HTTP status of an error."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def _kind(error: Exception) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TierlineError)
    status = status_of(error)
    errors = None
    if "field" in error.facts:
        detail = error.message(language_of(request))
        errors = [{"field": str(error.facts["field"]), "problem": detail}]
    answer = problem(request, status, _kind(error), error.message(language_of(request)), errors)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if "retry_after_seconds" in error.facts:
        answer.headers["Retry-After"] = str(error.facts["retry_after_seconds"])
    return answer


def _wrong_values(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # What was sent is not repeated: it may be a number, a name or a password.
    errors = [
        {"field": ".".join(str(part) for part in one["loc"]), "problem": str(one["msg"])}
        for one in error.errors()
    ]
    unreadable = any(one["type"] == "json_invalid" for one in error.errors())
    detail = Text("Mend the fields that `errors` names.", "请按 errors 所列字段更正。")
    status = 400 if unreadable else 422
    return problem(request, status, "values-wrong", detail.read(language_of(request)), errors)


def _by_status(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    title = TITLES.get(error.status_code, TITLES[400])
    answer = problem(
        request, error.status_code, f"http-{error.status_code}", title.read(language_of(request))
    )
    answer.headers.update(error.headers or {})
    return answer


def _busy(request: Request, _error: Exception) -> JSONResponse:
    detail = Text("The database is busy or away. Try again.", "数据库繁忙或不可用，请重试。")
    answer = problem(request, 503, "database-busy", detail.read(language_of(request)))
    answer.headers["Retry-After"] = "1"
    return answer


def _not_kept(request: Request, _error: Exception) -> JSONResponse:
    # PostgreSQL keeps no NUL within a text, which patterns of parameters may let through.
    detail = Text("A value holds what cannot be kept or found.", "取值中含有无法保存或查询的内容。")
    return problem(request, 422, "values-wrong", detail.read(language_of(request)))


def fault(language: Language) -> str:
    """What a caller is told of a fault that nobody foresaw; the log has the rest under the request id."""
    return Text(
        "The service met a fault. Its log holds the cause under this request id.",
        "服务发生故障，原因见日志中该请求编号。",
    ).read(language)


def add_handlers(app: FastAPI) -> None:
    """Have every refusal of an application answered as problem details."""
    app.add_exception_handler(TierlineError, _refused)
    app.add_exception_handler(RequestValidationError, _wrong_values)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(DataError, _not_kept)
    app.add_exception_handler(OperationalError, _busy)
    # Its own sentence says where the database is, which is for whoever runs the service.
    app.add_exception_handler(DatabaseUnreachable, _busy)
    app.add_exception_handler(PoolExhausted, _busy)
