import re
import stat
from pathlib import Path

import pytest

from webapp.config import Settings, WeakSecret, WrongSetting

ROOT = Path(__file__).parents[2]
STRONG = "v8Wq3Zr1Kp6Xn0Tb5Yc2Lm9Sd4Fg7Hj_eUoA"


def settings(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_env(
        {"REPERES_FOLDER": str(tmp_path), "REPERES_SECRET": STRONG}
        | {f"REPERES_{name}": value for name, value in environ.items()}
    )


@pytest.mark.parametrize("secret", ["password", "a" * 64, STRONG[:31], "0123456789" * 3 + "0"])
def test_a_secret_that_could_be_guessed_is_refused_but_in_a_demonstration(tmp_path, secret):
    with pytest.raises(WeakSecret) as refused:
        settings(tmp_path, SECRET=secret)

    assert secret not in str(refused.value)
    assert settings(tmp_path, SECRET=secret, DEMO="1").secret_key == secret


def test_without_a_secret_a_strong_one_is_made_once_and_kept_for_its_owner_only(tmp_path):
    first, second = (settings(tmp_path, SECRET="").secret_key for _ in range(2))

    assert first == second == (tmp_path / "secret").read_text()
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert len(first) == 64


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP", "mail.example"),
        ("SMTP", "http://mail.example"),
        ("SMTP", "smtp://"),
        ("SMTP", "smtp://mail.example:port"),
        ("MAIL_FROM", "reperes"),
        ("MAIL_FROM", "reperes@"),
        ("MAIL_FROM", "reperes@reseau.example\r\nBcc: eve@example.org"),
        ("PROXIES", "one"),
        ("PROXIES", "-1"),
        ("API_CALLS", "1.5"),
    ],
)
def test_a_setting_that_cannot_serve_is_named(tmp_path, name, value):
    with pytest.raises(WrongSetting, match=f"REPERES_{name}"):
        settings(tmp_path, **{name: value})


def test_letters_that_leave_for_good_need_a_sender(tmp_path):
    server = "smtp+tls://name:word@mail.example:587"

    with pytest.raises(WrongSetting, match="REPERES_MAIL_FROM"):
        settings(tmp_path, SMTP=server)

    assert settings(tmp_path, SMTP=server, MAIL_FROM="a@b.example").smtp_url == server
    assert settings(tmp_path, SMTP=server, DEMO="1").mail_from == "reperes@localhost"


def test_the_page_of_settings_lists_every_variable_and_no_other():
    read = set(re.findall(r"REPERES_[A-Z_]+", (ROOT / "webapp/config.py").read_text()))

    listed = re.findall(r"^\| `(REPERES_[A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.M)

    assert sorted(read) == sorted(listed)
