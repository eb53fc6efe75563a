"""Sabotages of accounts, sessions, second factors, teams and operators, as `rig_mutants` has them of the rest."""

from typing import Final

from support.rig_mutants import Mutant

_COOKIES: Final = "tests/contracts/contentforge/test_cookies.py::"
_CODES: Final = "tests/contracts/contentforge/test_second_factor.py::"
_TEAM: Final = "tests/contracts/contentforge/test_team.py::"
_INVITED: Final = "tests/contracts/contentforge/test_invitations.py::"
_DOORS: Final = "tests/contracts/operator/test_doors.py::"
_CARRIER: Final = "contentforge_app/apis/contentforge/auth/cookies.py"
_CODE_ROWS: Final = "contentforge_tenants/second_factor/repository.py"
_MANAGING: Final = "contentforge_tenants/memberships/manage.py"

PEOPLE: Final[dict[str, Mutant]] = {
    "a page of any origin may use the cookie": Mutant(
        promise=16,
        file=_CARRIER,
        old="    if mode is not None and not _is_ours(request):\n",
        new='    if mode is not None and request.method == "GET":\n',
        test=_COOKIES + "test_pages_of_other_origins_neither_get_nor_use_a_cookie",
        because="200 == 403",
    ),
    "a neighbour under the same domain counts as our own page": Mutant(
        promise=16,
        file=_CARRIER,
        old='    if origin is None or request.headers.get("sec-fetch-site", _OWN) != _OWN:\n',
        new="    if origin is None:\n",
        test=_COOKIES + "test_pages_of_other_origins_neither_get_nor_use_a_cookie[headers5]",
        because="200 == 403",
    ),
    "a cookie is used without the page's header": Mutant(
        promise=16,
        file=_CARRIER,
        old="        return self.request.cookies.get(self._name) if self.in_cookie else None\n",
        new="        return self.request.cookies.get(self._name)\n",
        test=_COOKIES + "test_a_cookie_without_the_header_does_nothing",
        because="200 == 401",
    ),
    "a code is accepted twice": Mutant(
        promise=16,
        file=_CODE_ROWS,
        old="WHERE user_id = $1 AND last_step < $2 RETURNING 1",
        new="WHERE user_id = $1 AND last_step <= $2 RETURNING 1",
        test=_CODES + "test_a_code_is_good_once_and_so_is_a_challenge",
        because="== [200, 401, 401, 401]",
    ),
    "a recovery code is accepted twice": Mutant(
        promise=16,
        file=_CODE_ROWS,
        old="AND digest = ANY($2) AND used_at IS NULL RETURNING 1",
        new="AND digest = ANY($2) RETURNING 1",
        test=_CODES + "test_a_recovery_code_opens_once_however_it_is_typed",
        because="== (200, 401)",
    ),
    "who has a second factor may leave the code out": Mutant(
        promise=18,
        file="contentforge_tenants/accounts/proof.py",
        old="    if code is None or not await guessing(",
        new="    if code is not None and not await guessing(",
        test=_TEAM + "test_handing_on_takes_a_code_where_one_has_a_second_factor",
        because="KeyError: 'detail'",
    ),
    "an account is deleted without its password": Mutant(
        promise=18,
        file="contentforge_tenants/accounts/proof.py",
        old="""    await prove_password(uow, keyring, user, password)
    async with uow.read(None) as reading:
        needed""",
        new="""    async with uow.read(None) as reading:
        needed""",
        test="tests/contracts/contentforge/test_deletion.py::"
        "test_an_organization_is_deleted_with_the_password_after_a_grace",
        because="== (422, 200)",
    ),
    "sessions of others can be ended": Mutant(
        promise=15,
        file="contentforge_tenants/sessions/repository.py",
        old="WHERE id = $2 AND user_id = $1 AND revoked_at IS NULL",
        new="WHERE id = $2 AND $1::uuid IS NOT NULL AND revoked_at IS NULL",
        test="tests/integration/app/test_api_isolation.py::"
        "test_only_those_who_may_reach_an_object[DELETE /api/v1/auth/sessions/{session_id}]",
        because="== 404",
    ),
    "an administrator makes owners": Mutant(
        promise=15,
        file=_MANAGING,
        old="    _refuse_new_owner(before, role, by)\n",
        new="",
        test=_TEAM + "test_an_administrator_neither_makes_nor_changes_owners",
        because="assert [200, ",
    ),
    "an administrator puts owners out": Mutant(
        promise=15,
        file=_MANAGING,
        old="        if leaders.get(user) == Role.OWNER and by.role is not Role.OWNER:\n",
        new="        if leaders.get(user) == Role.OWNER and by.role is Role.VIEWER:\n",
        test=_TEAM + "test_an_administrator_neither_makes_nor_changes_owners",
        because="409]",
    ),
    "whoever belongs to a team may run it": Mutant(
        promise=15,
        file="contentforge_tenants/principal/gate.py",
        old="    if permission not in permissions_of(principal.role):\n        raise",
        new="    if not permissions_of(principal.role):\n        raise",
        test="tests/integration/app/test_api_isolation.py::test_only_those_who_may_reach_an_object"
        "[POST /api/v1/organizations/{slug}/invitations]",
        because="== 403",
    ),
    "a mail's invitation is good for whoever holds it": Mutant(
        promise=15,
        file="contentforge_tenants/invitations/accept.py",
        old='            if not is_at(account, offer.normalized or ""):\n',
        new="            if not account:\n",
        test=_INVITED + "test_a_mail_is_for_its_address_alone",
        because="assert",
    ),
    "whoever is signed in is an operator": Mutant(
        promise=15,
        file="contentforge_tenants/operators/service.py",
        old='    if row["outcome"] != "ok":\n',
        new='    if row["outcome"] is None:\n',
        test=_DOORS + "test_only_operators_get_in",
        because="an owner at",
    ),
    "the console is served below organizations, too": Mutant(
        promise=15,
        file="contentforge_admin/operator/doors.py",
        old="        raise NotFound(\"Not Found\")  # the installation's own routes are no organization's\n",
        new="        pass\n",
        test=_DOORS + "test_an_operator_is_one_for_the_installation_and_not_below_an_organization",
        because="== (404",
    ),
    "what a mail said is kept once it is sent": Mutant(
        promise=26,
        file="contentforge_platform/mail/repository.py",
        old="SET state = 'sent', sent_at = clock_timestamp(), parameters = NULL",
        new="SET state = 'sent', sent_at = clock_timestamp()",
        test="tests/integration/security/test_secrets_of_people.py::test_what_is_shown_once_is_nowhere_else",
        because="outgoing_mail",
    ),
}
