from kontor.demo.queries.replayed import done_references, known_skus, replay_figures

__all__ = ["done_references", "known_skus", "replay_figures"]
