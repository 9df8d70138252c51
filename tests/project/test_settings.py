from __future__ import annotations

import pytest

from kontor.project.settings import ROOT, WrongSetting, database, read_environment, require_kept_secret


def test_settings_need_no_variable(tmp_path):
    environment = read_environment({"KONTOR_DATA": str(tmp_path)})
    assert environment.database_url == f"sqlite:///{tmp_path}/kontor.sqlite3"
    assert environment.allowed_hosts == ()
    assert (environment.debug, environment.https, environment.prepared_statements) == (False, False, True)
    assert list(tmp_path.iterdir()) == []
    assert read_environment({}).data == ROOT / "var"


def test_the_key_that_the_readmes_export_stands_in_no_commands_way(tmp_path):
    assert read_environment({"KONTOR_KEY": "kt_secret", "KONTOR_DATA": str(tmp_path)}).data == tmp_path


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"KONTOR_DEBGU": "on"},
            "KONTOR_DEBGU is not a setting of Kontor; unset it or use one of KONTOR_ALLOWED_HOSTS",
        ),
        ({"KONTOR_DATABASE_URL": "x"}, "KONTOR_DATABASE_URL is not a setting"),
        ({"KONTOR_DEBUG": "maybe"}, "KONTOR_DEBUG is 'maybe'; set it to on or off."),
        ({"KONTOR_PREPARED_STATEMENTS": "2"}, "KONTOR_PREPARED_STATEMENTS is '2'; set it to on or off."),
        ({"KONTOR_LOG_LEVEL": "loud"}, "KONTOR_LOG_LEVEL is 'loud'; set it to info or debug or warning or error."),
        ({"KONTOR_TRUSTED_ORIGINS": "shop.example"}, "set it to addresses like https://host"),
        ({"DATABASE_URL": "oracle://db/x"}, "DATABASE_URL starts with 'oracle'; set it to postgresql://"),
        ({"KONTOR_SECRET_KEY_FILE": "/nowhere/key"}, "KONTOR_SECRET_KEY_FILE names /nowhere/key, which cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_with_a_sentence(variables, sentence):
    with pytest.raises(WrongSetting) as refusal:
        read_environment(variables)
    assert sentence in str(refusal.value)


def test_an_unreadable_address_of_a_database_stops_with_a_sentence():
    environment = read_environment({"DATABASE_URL": "postgresql://host:port/name"})
    with pytest.raises(WrongSetting, match="DATABASE_URL cannot be read; set it to postgresql://user@host/name"):
        database(environment)


@pytest.mark.parametrize("name", ["KONTOR_SECRET_KEY", "DATABASE_URL", "KONTOR_BROKER_URL"])
def test_secrets_may_stand_in_files(name, tmp_path):
    (tmp_path / "secret").write_text("sqlite:///from-a-file\n")
    environment = read_environment({f"{name}_FILE": str(tmp_path / "secret")})
    field = name.removeprefix("KONTOR_").lower()
    assert getattr(environment, field) == "sqlite:///from-a-file"


def test_the_secret_of_the_data_directory_is_used_and_one_made_up_is_not_served_with(tmp_path):
    made_up = read_environment({"KONTOR_DATA": str(tmp_path)})
    with pytest.raises(WrongSetting, match="set KONTOR_SECRET_KEY or KONTOR_SECRET_KEY_FILE"):
        require_kept_secret(made_up)
    (tmp_path / "secret_key").write_text("kept")
    kept = read_environment({"KONTOR_DATA": str(tmp_path)})
    require_kept_secret(kept)
    assert kept.secret_key == "kept"


def test_sqlite_is_opened_for_safety():
    config = database(read_environment({"DATABASE_URL": "sqlite:////somewhere/x.sqlite3"}))
    assert config["ENGINE"] == "kontor.kernel.sqlite"
    assert config["NAME"] == "/somewhere/x.sqlite3"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["OPTIONS"]["init_command"].split("; ") == [
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
    ]


def test_postgres_prepares_statements_until_told_not_to():
    url = "postgresql://kontor@db/kontor?sslmode=require"
    prepared = database(read_environment({"DATABASE_URL": url}))
    assert prepared["CONN_MAX_AGE"] is None
    assert prepared["OPTIONS"] == {
        "sslmode": "require",
        "options": ("-c jit=off -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1 -c lock_timeout=2000"),
        "prepare_threshold": 1,
        "server_side_binding": True,
    }
    pooled = database(read_environment({"DATABASE_URL": url, "KONTOR_PREPARED_STATEMENTS": "off"}))
    assert not {"prepare_threshold", "server_side_binding"} & set(pooled["OPTIONS"])
    assert pooled["DISABLE_SERVER_SIDE_CURSORS"] is True


def test_a_server_on_a_socket_is_named_behind_the_address():
    config = database(read_environment({"DATABASE_URL": "postgresql://kontor@/kontor?host=/run/Postgresql"}))
    assert config["HOST"] == "/run/Postgresql"
    assert "host" not in config["OPTIONS"]
