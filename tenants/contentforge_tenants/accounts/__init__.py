"""Accounts: people, their addresses and their passwords."""

from contentforge_tenants.accounts.change_password import change_password
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
from contentforge_tenants.accounts.install import find_account, install_account, lead_team
from contentforge_tenants.accounts.log_in import log_in
from contentforge_tenants.accounts.profile import Account, is_gone, profile
from contentforge_tenants.accounts.register import SignedIn, register
from contentforge_tenants.accounts.reset_password import forgot_password, reset_password
from contentforge_tenants.accounts.verify_email import ask_for_verification, verify_email

__all__ = [
    "Account",
    "Address",
    "EmailTaken",
    "NewAccount",
    "NotAMember",
    "RegistrationClosed",
    "SignedIn",
    "WrongCredentials",
    "WrongPassword",
    "ask_for_verification",
    "change_password",
    "create",
    "deactivate",
    "find_account",
    "find_address",
    "forgot_password",
    "install_account",
    "is_gone",
    "lead_team",
    "log_in",
    "parse_address",
    "profile",
    "register",
    "reset_password",
    "shown_name",
    "verify_email",
]
