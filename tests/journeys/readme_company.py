"""The company whose codes README_API.md uses, made in the database of DATABASE_URL. Prints a key of its owner.

Run as `python -m tests.journeys.readme_company`.
"""

from __future__ import annotations


def make() -> str:
    from kontor.parties.models import Customer
    from tests.people import make_key, make_user
    from tests.world import make_world

    world = make_world()
    world.location.code = "DEPOT"
    world.location.save()
    for code in ("OIL-0001", "MEAL-0001"):
        world.sku(code)
        world.receive(code, 100)
    Customer.objects.create(code="C00001", name="Corner Shop")
    return make_key(make_user("owner", username="owner", branches=(world.branch,)))


if __name__ == "__main__":
    import django

    django.setup()
    print(make())
