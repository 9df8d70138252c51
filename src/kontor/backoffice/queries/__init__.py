from kontor.backoffice.queries.customer import CustomerAround, customer_around
from kontor.backoffice.queries.goods import Available, Place, available_at, places
from kontor.backoffice.queries.home import HomeFigures, home_figures
from kontor.backoffice.queries.product import ProductPage, product_page
from kontor.backoffice.queries.shell import Shell, read_shell

__all__ = [
    "Available",
    "CustomerAround",
    "HomeFigures",
    "Place",
    "ProductPage",
    "Shell",
    "available_at",
    "customer_around",
    "home_figures",
    "places",
    "product_page",
    "read_shell",
]
