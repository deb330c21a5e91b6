"""The simulator put together, WeChat's side and Alipay's: one ASGI application over one folder."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxsim.admin import Admin
from wxsim.alipay.keys import alipay_environment, open_alipay_keys
from wxsim.alipay.platform import open_alipay
from wxsim.bills import Bills
from wxsim.cashier import Cashier
from wxsim.certificates import current
from wxsim.courier import Courier
from wxsim.home import Home
from wxsim.keys import open_keys, write_environment
from wxsim.listing import Listing
from wxsim.mweb import MobileWeb
from wxsim.oauth import OAuth
from wxsim.orders import Orders
from wxsim.refunds import Refunds
from wxsim.store import Store
from wxsim.web import Application, Router
from wxsim.world import World


@dataclass(frozen=True)
class Simulator:
    world: World
    courier: Courier
    orders: Orders
    asgi: Application


def open_world(home: Path, url: str, **settings: Any) -> World:
    """The world kept under ``home/sim``; its environment file is in place before anybody can ask."""
    folder = home / "sim"
    keys, alipay = open_keys(folder), open_alipay_keys(folder)
    world = World(keys=keys, alipay=alipay, store=Store(folder / "state.sqlite3"), url=url, **settings)
    if world.signing != "public_key":
        current(world)
    write_environment(keys, url, signing=world.signing, more=alipay_environment(alipay, url))
    return world


def build(world: World) -> Simulator:
    courier, router = Courier(world), Router()
    orders = Orders(world, courier)
    orders.routes(router)
    Refunds(world, courier).routes(router)
    Bills(world).routes(router)
    Listing(world).routes(router)
    alipay = open_alipay(world, router)
    Admin(world, courier, orders, alipay).routes(router)
    cashier = Cashier(world, orders)
    cashier.routes(router)
    MobileWeb(world, orders, cashier).routes(router)
    OAuth(world).routes(router)
    Home(world).routes(router)

    @contextlib.asynccontextmanager
    async def alive() -> AsyncIterator[None]:
        async with courier.alive(), alipay.courier.alive():
            yield

    return Simulator(world, courier, orders, Application(router, alive))
