"""Which store is meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from airshield.errors import InputError
from airshield.files.store import VARIABLE
from airshield.files.store.folder import FolderStore
from airshield.files.store.kept import Store
from airshield.files.store.postgres import PostgresStore, shown_address

_SCHEMES = ("postgresql://", "postgres://")


def open_store(environment: Mapping[str, str], where: str | None = None) -> Store:
    """Open the store that is named, or that of the environment, or the user's own folder.

    Parameters
    ----------
    environment
        Variables; ``AIRSHIELD_STORE`` may name a folder or a ``postgresql://`` address.
    where
        A folder or an address that goes before.

    Raises
    ------
    InputError
        If it cannot be opened.
    """
    named = where or environment.get(VARIABLE)
    if not named:
        return FolderStore(default_folder(environment))
    if named.startswith(_SCHEMES):
        return PostgresStore(named)
    if "://" in named:
        kind = named.split("://")[0]
        text = f"{shown_address(named)[10:]}: a store is a folder or postgresql://…, not {kind}://"
        raise InputError([f"{VARIABLE}: {text}"])
    return FolderStore(Path(named).expanduser())


def default_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder in which a user's runs are kept unless another store is named."""
    data = environment.get("XDG_DATA_HOME", "")
    base = Path(data) if data.startswith("/") else Path.home() / ".local" / "share"
    return base / "airshield" / "runs"
