"""Reading the environment strictly, and what stands in for services that it does not name."""

import os
import stat
from pathlib import Path

import pytest

from escriptorium import embedded, env


def test_a_boolean_is_true_or_false(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "True")
    assert env.boolean("X", False) is True
    monkeypatch.setenv("X", "")
    assert env.boolean("X", True) is True
    monkeypatch.setenv("X", "yes")
    with pytest.raises(env.BadSetting, match="X must be true or false, not 'yes'"):
        env.boolean("X", False)


@pytest.mark.parametrize(("value", "words"), [("ten", "whole number"), ("0", "at least 1")])
def test_a_bad_number_stops_the_start(
    value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(env.BadSetting, match=words):
        env.integer("X", 5, minimum=1)


def test_a_choice_is_one_of_the_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "c")
    with pytest.raises(env.BadSetting, match="one of a, b"):
        env.choice("X", "a", ("a", "b"))


def test_a_database_url_with_and_without_a_socket(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("X", "postgres://me:p%40ss@db:5433/texts?sslmode=require")
    found = env.database("X", tmp_path)
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db", "5433", "p@ss")
    assert found["OPTIONS"] == {"sslmode": "require"}
    monkeypatch.setenv("X", "postgresql://postgres:@/postgres?host=/run/pg")
    assert env.database("X", tmp_path)["HOST"] == "/run/pg"


def test_other_databases_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("X", "mysql://me@db/texts")
    with pytest.raises(env.BadSetting, match="postgres://"):
        env.database("X", tmp_path)


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    key = embedded.secret_key(tmp_path)
    assert len(key) > 50
    assert embedded.secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_deep_data_folder_gets_a_short_socket() -> None:
    shallow, deep = Path("/data"), Path("/" + "very-long-name/" * 10)
    assert embedded.valkey_socket(shallow) == Path("/data/valkey/valkey.sock")
    assert len(os.fsencode(embedded.valkey_socket(deep))) <= embedded.MAX_SOCKET_PATH
    assert embedded.valkey_socket(deep) == embedded.valkey_socket(deep)
    assert embedded.valkey_socket(deep) != embedded.valkey_socket(deep / "other")


def test_media_in_a_bucket() -> None:
    assert embedded.media_storage("s3://scans")["OPTIONS"] == {"bucket_name": "scans"}
    with pytest.raises(env.BadSetting, match="s3://"):
        embedded.media_storage("ftp://scans")
