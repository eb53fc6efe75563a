"""Accounts: people, their addresses and their passwords."""

from contentforge_tenants.accounts.change_email import ask_for_email_change, confirm_email_change, pending_email
from contentforge_tenants.accounts.change_password import change_password
from contentforge_tenants.accounts.claim import claim_account, offer_claim
from contentforge_tenants.accounts.create import NewAccount, create, shown_name
from contentforge_tenants.accounts.deactivate import deactivate
from contentforge_tenants.accounts.email import Address, find_address, parse_address
from contentforge_tenants.accounts.errors import (
    EmailTaken,
    NotAMember,
    RegistrationClosed,
    WrongCredentials,
    WrongPassword,
)
from contentforge_tenants.accounts.hire import AlreadyMember, Hire, accept_invitation, hire, prepare_hire
from contentforge_tenants.accounts.install import find_account, install_account, lead_team
from contentforge_tenants.accounts.log_in import log_in
from contentforge_tenants.accounts.profile import Account, hold, is_at, is_gone, mark_verified, named, profile
from contentforge_tenants.accounts.proof import WrongCode, longest_window, prove
from contentforge_tenants.accounts.protect import (
    begin_second_factor,
    confirm_second_factor,
    disable_second_factor,
    lift_second_factor,
    renew_recovery_codes,
)
from contentforge_tenants.accounts.register import SignedIn, register, register_at
from contentforge_tenants.accounts.rename import rename
from contentforge_tenants.accounts.reset_password import forgot_password, reset_password
from contentforge_tenants.accounts.second_step import (
    CODE_HEADER,
    ChallengeRefused,
    SecondFactorRequired,
    complete_log_in,
)
from contentforge_tenants.accounts.site_door import SiteDoor
from contentforge_tenants.accounts.verify_email import ask_for_verification, verify_email

__all__ = [
    "CODE_HEADER",
    "Account",
    "Address",
    "AlreadyMember",
    "ChallengeRefused",
    "EmailTaken",
    "Hire",
    "NewAccount",
    "NotAMember",
    "RegistrationClosed",
    "SecondFactorRequired",
    "SignedIn",
    "SiteDoor",
    "WrongCode",
    "WrongCredentials",
    "WrongPassword",
    "accept_invitation",
    "ask_for_email_change",
    "ask_for_verification",
    "begin_second_factor",
    "change_password",
    "claim_account",
    "complete_log_in",
    "confirm_email_change",
    "confirm_second_factor",
    "create",
    "deactivate",
    "disable_second_factor",
    "find_account",
    "find_address",
    "forgot_password",
    "hire",
    "hold",
    "install_account",
    "is_at",
    "is_gone",
    "lead_team",
    "lift_second_factor",
    "log_in",
    "longest_window",
    "mark_verified",
    "named",
    "offer_claim",
    "parse_address",
    "pending_email",
    "prepare_hire",
    "profile",
    "prove",
    "register",
    "register_at",
    "rename",
    "renew_recovery_codes",
    "reset_password",
    "shown_name",
    "verify_email",
]
