"""The simulator put together: one ASGI application over one folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wxsim.admin import Admin
from wxsim.bills import Bills
from wxsim.cashier import Cashier
from wxsim.certificates import current
from wxsim.courier import Courier
from wxsim.home import Home
from wxsim.keys import open_keys, write_environment
from wxsim.listing import Listing
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
    world = World(keys=open_keys(folder), store=Store(folder / "state.sqlite3"), url=url, **settings)
    if world.signing != "public_key":
        current(world)
    write_environment(world.keys, url, signing=world.signing)
    return world


def build(world: World) -> Simulator:
    courier, router = Courier(world), Router()
    orders = Orders(world, courier)
    orders.routes(router)
    Refunds(world, courier).routes(router)
    Bills(world).routes(router)
    Listing(world).routes(router)
    Admin(world, courier, orders).routes(router)
    Cashier(world, orders).routes(router)
    OAuth(world).routes(router)
    Home(world).routes(router)
    return Simulator(world, courier, orders, Application(router, courier.alive))
