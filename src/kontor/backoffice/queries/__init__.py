from kontor.backoffice.queries.home import HomeFigures, home_figures

__all__ = ["HomeFigures", "home_figures"]
