"""What the pages about people are looked at with."""

from __future__ import annotations

from kontor.access.models import Role
from kontor.organization.models import Employment
from tests.people import make_user
from tests.world import World


def people_pages(world: World) -> list[str]:
    """The path of each page about people, with one that may be changed and one that may not."""
    someone = make_user("cashier", branches=(world.branch,))
    own = Role.objects.create(code=f"own{someone.pk}", name="Own", rights=["sales.read"])
    roles = ["/roles", "/roles/new", f"/roles/{own.pk}", f"/roles/{Role.objects.get(code='driver').pk}"]
    work = Employment.objects.get(user=someone)
    places = ["/employees", "/employees/new", f"/employees/{work.pk}", "/branches", "/branches/new", "/businesses/new"]
    places += [f"/branches/{world.branch.pk}", f"/businesses/{world.business.pk}"]
    return ["/users", "/users/new", f"/users/{someone.pk}", *roles, *places]
