"""What the other scripts share: the program, its tables, and the pages that tables are put into."""

import contextlib
import csv
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "target" / "release" / "hushfeed"


def program(given=None):
    """The program to play with: the one given, the one on the path, or the one built here."""
    found = given or shutil.which("hushfeed") or str(BUILT)
    if not Path(found).is_file():
        sys.exit(f"error: there is no {found}; build it with: cargo build --release")
    return str(Path(found).resolve())


@contextlib.contextmanager
def played(words):
    """Plays a command that writes a result; gives the result's folder, which goes when the block ends."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        subprocess.run([*words, "--out", str(out), "--quiet"], check=True, cwd=ROOT)
        yield out


def printed(words, cwd=None):
    """What a command prints."""
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, cwd=cwd).stdout


def rows_of(text):
    """The rows of a CSV text, by column."""
    return list(csv.DictReader(text.splitlines()))


def read_table(path):
    """The rows of a CSV file, by column."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_runs(folder, made_with):
    """The rows of a result's runs.csv. A missing file and a run that failed end the script."""
    path = Path(folder) / "runs.csv"
    if not path.is_file():
        sys.exit(f"error: there is no {path}; make it with {made_with}")
    rows = read_table(path)
    for row in rows:
        if row["status"] != "done":
            sys.exit(f"error: {path}: run {row['run_id']} failed: {row['reason']}")
    return rows


def write_table(path, header, rows, form=None):
    """Writes rows, by column, with the line ends of Unix; `form` is the format of decimal numbers. Other columns are left out."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: format(value, form) if form and isinstance(value, float) else value for key, value in row.items()})


def replace_block(page, name, text):
    """Writes the text between the marks NAME:begin and NAME:end of a page. Gives whether it has them."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    whole = page.read_text(encoding="utf-8") if page.is_file() else ""
    if begin not in whole or end not in whole:
        return False
    before, rest = whole.split(begin, 1)
    page.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end, 1)[1]}", encoding="utf-8")
    return True
