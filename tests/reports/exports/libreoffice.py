"""Having LibreOffice open our files and save them again, where it is installed."""

import shutil
import subprocess

import pytest

CALC = shutil.which("soffice") or shutil.which("libreoffice")
NONE_HERE = (
    "LibreOffice n’est pas installé ici : nos fichiers n’y sont pas ouverts. No LibreOffice here: "
    "type sudo apt-get install libreoffice-calc-nogui libreoffice-writer-nogui"
)


def needs_libreoffice(test):
    return pytest.mark.calc(pytest.mark.skipif(CALC is None, reason=NONE_HERE)(test))


def saved(path, kind):
    """Return the file that LibreOffice makes of another; skip where it lacks the part for it."""
    into = path.parent / "saved"
    own = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    asked = [CALC, own, "--headless", "--convert-to", kind, "--outdir", str(into), str(path)]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=180, check=False)
    made = into / f"{path.stem}.{kind.partition(':')[0]}"
    if not made.exists() and "no export filter" in done.stdout + done.stderr:
        pytest.skip(NONE_HERE)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    return made
