"""Small records as the tests write them, in the layouts that readers know; all places fictional."""

from pathlib import Path

NEW = "time_start,time_end,model,launch_place,target,target_main,launched,destroyed," + (
    "not_reach_goal,still_attacking,border_crossing,is_shahed,num_hit_location,source"
)
OLD = "time_start,time_end,model,launch_place,target,launched,destroyed,not_reach_goal," + (
    "cross_border_belarus,still_attacking,affected region,destroyed_details,carrier,source"
)


def public(folder: Path, *rows: dict[str, str], header: str = NEW) -> Path:
    """Write a record in a layout of the public attack record."""
    columns = header.split(",")
    usual = {
        "time_start": "2031-03-01 18:00",
        "time_end": "2031-03-02 08:00",
        "model": "Shahed-136/131",
        "target": "Ukraine",
        "launched": "10.0",
        "destroyed": "7.0",
        "source": "watchers/posts/1",
    }
    lines = [",".join(f'"{(usual | row).get(name, "")}"' for name in columns) for row in rows]
    return written(folder, "\n".join([header, *lines]) + "\n")


def plain(folder: Path, *rows: str, header: str = "") -> Path:
    """Write a record in the plain format."""
    first = header or "begins,ends,threat,launched,destroyed,party,source"
    return written(folder, "\n".join([first, *rows]) + "\n")


def written(folder: Path, text: str, name: str = "record.csv") -> Path:
    """Write a file and return it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
