from kontor.demo.operations.found_retailer import found_retailer, show_retailer
from kontor.demo.operations.replay_online_retail import replay_online_retail

__all__ = ["found_retailer", "replay_online_retail", "show_retailer"]
