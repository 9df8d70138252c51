"""`kontor migrate`: bring the database up to the version of the code."""

from __future__ import annotations

import argparse

from kontor.kernel.command_line import Outcome


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", action="store_true", help="only say what would be done")


def run(arguments: argparse.Namespace) -> Outcome:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from kontor.project import data_directory
    from kontor.project.settings import ENVIRONMENT

    if not arguments.plan:
        data_directory.prepare(ENVIRONMENT.data)
    executor = MigrationExecutor(connection)
    plan = [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if arguments.plan:
        print("\n".join(plan) or "Nothing to do.")
    else:
        if plan:
            print(f"Bringing the database up to this version, {len(plan)} steps ...", flush=True)
        # Also with an empty plan: what runs after every migrate (the ledgers' guards) must hold again.
        call_command("migrate", interactive=False, verbosity=0)
    return Outcome(report={"migrations": plan})
