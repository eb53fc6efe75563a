"""Sabotages of mails and of the tokens in them, as `rig_mutants` has them of the rest."""

from typing import Final

from support.rig_mutants import Mutant

_SENDING: Final = "tests/integration/platform/test_mail.py::"
_SERVERS: Final = "tests/integration/platform/test_mail_servers.py::"
_FORGOTTEN: Final = "tests/integration/tenants/test_forgotten_passwords.py::"

MAIL: Final[dict[str, Mutant]] = {
    "a mail that is sent again cannot be known again": Mutant(
        promise=1,
        file="contentforge_platform/mail/handler.py",
        old="message_id=f\"{mail['id']}@{self._domain}\"",
        new="message_id=f\"{__import__('secrets').token_hex(8)}@{self._domain}\"",
        test=_SENDING + "test_a_worker_that_stops_after_the_servers_yes_sends_the_same_mail_at_most_once_more",
        because="assert",
    ),
    "a mail goes in plain where STARTTLS is asked for": Mutant(
        promise=26,
        file="contentforge_platform/mail/smtp.py",
        old="start_tls=settings.tls is Tls.STARTTLS,",
        new="start_tls=None,",
        test=_SERVERS + "test_a_server_without_starttls_gets_no_mail_where_it_is_asked_for",
        because="assert",
    ),
    "a one-time token is good more than once": Mutant(
        promise=17,
        file="contentforge_tenants/one_time/repository.py",
        old="AND purpose = $2 AND ended_at IS NULL AND expires_at",
        new="AND purpose = $2 AND expires_at",
        test=_FORGOTTEN + "test_of_twenty_uses_at_once_exactly_one_wins",
        because="== 1",
    ),
    "a forgotten password costs less work for an unknown address": Mutant(
        promise=18,
        file="contentforge_tenants/accounts/reset_password.py",
        old="        subject = _nobody(",
        new="        if row is None:\n            return\n        subject = _nobody(",
        test=_FORGOTTEN + "test_known_and_unknown_addresses_write_the_same",
        because="1 == 0",
    ),
}
