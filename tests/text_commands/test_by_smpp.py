"""A command on its whole way: from a phone through the SMS centre, and the answer back."""

from __future__ import annotations

import threading

import pytest

from tests.peers.peers import smpp_centre
from tests.service.api import Clock
from tests.service.base import add_line, add_membership, number
from tests.service.databases import opened, settings_for
from tests.service.due import carry_out
from tierline.messages.pump import MessagePump
from tierline.text_commands import service
from tierline.text_commands.jobs import HANDLERS


@pytest.mark.clause("ENT-04")
def test_a_customer_is_answered_through_the_centre(database_url):
    clock, stop = Clock(), threading.Event()
    with smpp_centre() as centre:
        settings = settings_for(
            database_url, sms_sender="smpp", smpp_port=centre.port, smpp_password=centre.password
        )
        database = opened(settings)
        with database.write() as connection:
            add_line(connection, 1, status="suspended", suspended_for="arrears", arrears_months=1)
            add_membership(connection, 1, tier="diamond")
        pump = threading.Thread(
            target=MessagePump(database, settings, clock, service.receive).run, args=(stop,)
        )
        pump.start()
        try:
            centre.wait_for("bound")
            centre.send(number(1), "紧急开机", message_id="m-1")
            centre.send(number(1), "紧急开机", message_id="m-1")  # as after a lost confirmation
            centre.wait_for("confirmed", 2)
            carry_out(database, settings, HANDLERS, clock())
            answers = centre.wait_for("submitted")
        finally:
            stop.set()
            pump.join()
            database.close()

    (answer,) = answers
    assert answer["to"] == number(1)
    assert answer["text"].startswith("您的号码已紧急开机，临时授信300元，有效至2012年6月20日")
