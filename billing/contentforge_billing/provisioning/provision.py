"""Make an account with an organization and a key for a partner's customer, once for each of the partner's names.

All provisioning of one partner takes turns on the lock of its row, which also holds its plan still meanwhile.
"""

from dataclasses import dataclass
from typing import Final

from contentforge_billing.entitlements import Entitlements
from contentforge_billing.plans import UNLIMITED, Plan, PlanCatalogue
from contentforge_billing.provisioning.errors import NoGrandchildren, PlanAboveOwn, TooManyToday
from contentforge_platform.database import WriteSession
from contentforge_platform.ids import ApiKeyId, TenantId, UserId
from contentforge_tenants import accounts, api_keys, audit, families, organizations
from contentforge_tenants.accounts import Account, NewAccount
from contentforge_tenants.api_keys import ApiKeyInfo
from contentforge_tenants.client import Client
from contentforge_tenants.families import External, Provisioned
from contentforge_tenants.keyring import Keyring
from contentforge_tenants.organizations import Belonging, Organization

PROVISIONED_ACCOUNT: Final = audit.Entity("ProvisionedAccount", frozenset({"platform", "store", "plan"}))
_KEY_NAME: Final = "Provisioned"


@dataclass(frozen=True, slots=True)
class Order:
    """Whom to make an account for. `plan` None is the default plan; `rotate_key` asks for a new key on a repeat."""

    email: str
    external: External
    name: str | None = None
    plan: str | None = None
    rotate_key: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What there is now.

    Attributes:
        plan: what holds for the new organization, which is never more than the partner's.
        api_key: shown here only; None on a repeat that did not ask for another one.
        key_id: of the key that is good now.
        fresh: it was made by this call.
    """

    account: Account
    organization: Organization
    plan: Plan
    api_key: str | None
    key_id: ApiKeyId
    fresh: bool


@dataclass(frozen=True, slots=True)
class Provisioner:
    """What provisioning stands on, the same for all partners."""

    keyring: Keyring
    catalogue: PlanCatalogue
    entitlements: Entitlements


async def provision(
    session: WriteSession, tools: Provisioner, partner: TenantId, by: UserId, order: Order, client: Client
) -> Made:
    """Make what `order` asks for, or find what was made under the same names; `partner` is in sight before and after.

    Raises:
        NoGrandchildren, PlanAboveOwn, TooManyToday: 403.
        EmailTaken: there is an account with this address, whoever's it is (409).
        Invalid, UnknownPlan: 422.
    """
    recorded = await organizations.lock_plan(session, partner)
    if (await organizations.get(session, partner)).partner is not None:
        raise NoGrandchildren
    known = await families.find(session, partner, order.external)
    if known is not None:
        return await _again(session, tools, partner, by, order, known, client)
    own = tools.entitlements.plan_of(recorded)
    plan = tools.catalogue.default if order.plan is None else tools.catalogue.get(order.plan)
    if tools.catalogue.exceeds(plan, own):
        raise PlanAboveOwn(plan, own)
    if own.provisioned_per_day != UNLIMITED and await families.made_today(session, partner) >= own.provisioned_per_day:
        raise TooManyToday(own)
    return await _anew(session, tools, partner, by, order, plan, client)


async def _anew(
    session: WriteSession,
    tools: Provisioner,
    partner: TenantId,
    by: UserId,
    order: Order,
    plan: Plan,
    client: Client,
) -> Made:
    address = accounts.parse_address(order.email)
    new = NewAccount(address, accounts.shown_name(order.name, address), None)
    account, child = await accounts.create(session, new, client=client, belonging=Belonging(partner, plan.tier))
    key, info = await _key(session, tools, child.id, account.id, client)
    await session.enter(partner)
    await families.insert(session, partner, order.external, user=account.id, child=child.id, key=info.id)
    await accounts.offer_claim(session, tools.keyring, account.id)
    told = {"platform": order.external.platform, "store": order.external.store, "plan": plan.tier}
    actor = audit.Actor(by, client)
    await audit.record(session, partner, actor, audit.Action.CREATE, PROVISIONED_ACCOUNT, account.id, new=told)
    return Made(account, child, tools.entitlements.plan_of(child.plan), key, info.id, fresh=True)


async def _again(
    session: WriteSession,
    tools: Provisioner,
    partner: TenantId,
    by: UserId,
    order: Order,
    known: Provisioned,
    client: Client,
) -> Made:
    key, key_id = None, known.key
    async with session.within(known.child):
        child = await organizations.get(session, known.child)
        if order.rotate_key:
            await api_keys.revoke(session, known.child, known.key, user=None, by=by, client=client)
            key, info = await _key(session, tools, known.child, known.user, client)
            key_id = info.id
    if order.rotate_key:
        await families.note_key(session, partner, known, key_id)
    await accounts.offer_claim(session, tools.keyring, known.user)
    account = await accounts.profile(session, known.user)
    return Made(account, child, tools.entitlements.plan_of(child.plan), key, key_id, fresh=False)


async def _key(
    session: WriteSession, tools: Provisioner, child: TenantId, user: UserId, client: Client
) -> tuple[str, ApiKeyInfo]:
    return await api_keys.create(session, tools.keyring, child, user, name=_KEY_NAME, client=client)
