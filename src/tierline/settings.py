"""Settings of the service, from the environment: each is the variable TIERLINE_<NAME>."""

from __future__ import annotations

from datetime import time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tierline.errors import InputError
from tierline.wording import Text


class SettingsWrong(InputError):
    """Settings that cannot be taken as they are; values are not repeated, because some are secret."""

    text = Text(
        "Settings: {problems}. Each setting NAME is read from the environment variable TIERLINE_NAME.",
        "配置有误：{problems}。配置项 NAME 取自环境变量 TIERLINE_NAME。",
    )


class Settings(BaseSettings):
    """What an installation decides. Durations are in the unit that their names end in."""

    model_config = SettingsConfigDict(env_prefix="TIERLINE_", extra="ignore", frozen=True)

    database_url: str = "sqlite:///tierline.db"
    """SQLite by a path, or postgresql+psycopg://user@host/name; read with its password, hence never shown."""
    database_pool: Annotated[int, Field(ge=1, le=200)] = 10
    """Connections that one process keeps to the database."""
    zone: str = "Asia/Shanghai"
    """Zone of the operator's calendar: quotas, rating days and quiet hours are days and hours there."""

    listen_host: str = "127.0.0.1"
    listen_port: Annotated[int, Field(ge=0, le=65535)] = 8321
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 8322
    trusted_proxies: str = ""
    """Addresses of proxies, by commas, whose X-Forwarded-For is believed; limits by address need it there."""
    public_url: str = "http://127.0.0.1:8321"
    """Address under which browsers and identity providers reach the service."""
    largest_body_bytes: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 1024 * 1024
    request_seconds: Annotated[float, Field(gt=0, le=600)] = 30.0
    """A request whose body has not arrived by then is given up."""
    log_format: Literal["json", "text"] = "json"

    session_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 8 * 60
    """Life of a person's sign-in."""
    idle_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 60
    """A sign-in that is not used for so long ends."""
    client_token_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    """Life of a token that a system gets by its client credentials."""
    argon2_memory_kib: Annotated[int, Field(ge=8)] = 64 * 1024
    argon2_passes: Annotated[int, Field(ge=1)] = 3
    sign_in_failures: Annotated[int, Field(ge=1)] = 5
    """Failures after which an account waits."""
    sign_in_wait_minutes: Annotated[int, Field(ge=1)] = 15
    sign_in_rate: str = "30/minute"
    """Attempts to sign in that one network address may make."""
    local_accounts: bool = True
    """False where everybody signs in with the identity provider."""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_account_claim: str = "preferred_username"
    """Claim of the identity provider that names the account here."""
    secret_key: SecretStr = SecretStr("")
    """Encrypts what must be read again, such as the secrets of webhooks. 44 characters, a Fernet key."""

    sms_sender: Literal["log", "smpp"] = "log"
    message_log: Path = Path("tierline-messages.jsonl")
    message_log_shows_text: bool = False
    smpp_host: str = "127.0.0.1"
    smpp_port: Annotated[int, Field(ge=1, le=65535)] = 2775
    smpp_system_id: str = "tierline"
    smpp_password: SecretStr = SecretStr("")
    sms_from: str = "10010"
    message_attempts: Annotated[int, Field(ge=1, le=50)] = 8
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    webhook_private_addresses: bool = False
    """Whether webhooks may go to loopback and private addresses."""

    policies: Path | None = None
    """The folder of policy packs with its signed log; without it the bundled packs can only be read."""
    policy_key: Path | None = None
    """The file of the key that signs the policy log; it lies outside the folder of policies."""
    runs: Path | None = None
    """The folder of graded months: a folder for each, named YYYY-MM, as `tierline grade --out` writes it."""
    datasets: Path | None = None
    """The folder of the datasets that months are graded from."""
    desk: Path = Path("tierline-desk")
    """The folder of what the policy desk works out: simulations and calibrations."""

    prices: Path | None = None
    """The folder of price lists, SCHEME.yaml each: what a line of a tier costs a month, for simulations."""

    service_standards: Path | None = None
    """A folder of service standards in place of the bundled ones."""
    managed_lines: Annotated[int, Field(ge=1)] = 500
    """Most lines that one account manager looks after."""

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("no such time zone; expected a name such as Asia/Shanghai") from None
        return zone

    @model_validator(mode="after")
    def _is_whole(self) -> Settings:
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret.get_secret_value()):
            raise ValueError("oidc_issuer needs oidc_client_id and oidc_client_secret beside it")
        if not self.oidc_issuer and not self.local_accounts:
            raise ValueError("nobody could sign in: set oidc_issuer, or leave local_accounts on")
        return self

    @cached_property
    def time_zone(self) -> ZoneInfo:
        """The operator's zone."""
        return ZoneInfo(self.zone)

    @property
    def session_life(self) -> timedelta:
        """How long a person's sign-in lasts at most."""
        return timedelta(minutes=self.session_minutes)


def read_settings(**given: object) -> Settings:
    """The settings of this process; `given` ones outweigh the environment. Raises SettingsWrong."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # what is given is checked by the model itself
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in one['loc']).upper() or 'ALL'}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False)
        )
        raise SettingsWrong(problems=problems) from None
