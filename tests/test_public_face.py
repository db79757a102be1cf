"""What scripts, notebooks and plug-ins import: the package `layerloom`, as its documentation promises it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

import layerloom
import layerloom.plugin
import layerloom.plugin.proofs

ROOT = Path(__file__).resolve().parents[1]
DIGITS = ROOT / "examples" / "digits_cnn.loom.json"


def test_a_network_is_checked() -> None:
    found = layerloom.load(DIGITS).check()
    assert found.sound and found.problems == ()
    assert found.shapes["conv1"] == {"out": "float[N, 32, 8, 8]"}
    assert found.parameters > 0 and found.macs > 0


def test_problems_are_found_and_refused(tmp_path: Path) -> None:
    path = tmp_path / "faulty.loom.json"
    path.write_text(DIGITS.read_text("utf-8").replace('"type": "flatten"', '"type": "flaten"'), encoding="utf-8")
    network = layerloom.load(path)
    found = network.check()
    assert not found.sound
    assert any(problem.severity == "error" and problem.sentence for problem in found.problems)
    for refused in (network.compile, network.train, lambda: network.export(tmp_path / "out.py")):
        with pytest.raises(layerloom.LoomError, match="flaten"):
            refused()
    with pytest.raises(layerloom.LoomError):
        layerloom.load(tmp_path / "missing.loom.json")


def test_a_network_is_compiled_and_the_seed_decides_its_weights() -> None:
    network, before = layerloom.load(DIGITS), torch.random.get_rng_state()
    one, same, other = (network.compile(seed=seed) for seed in (1, 1, 2))
    assert isinstance(one, torch.nn.Module)
    assert torch.equal(before, torch.random.get_rng_state())
    images = torch.zeros(2, 1, 8, 8)
    assert torch.equal(one.eval()(images), same.eval()(images))
    assert not torch.equal(one(images), other.eval()(images))


def test_a_network_is_trained_and_exported(tmp_path: Path) -> None:
    network = layerloom.load(DIGITS)
    told: list[int] = []
    options: Any = {"epochs": 1, "seed": 3, "device": "cpu", "folder": tmp_path / "run"}
    run = network.train(**options, tell=lambda epoch, *_: told.append(epoch))
    assert told == [1] and run.epochs == 1 and run.reason == "completed"
    assert run.folder == tmp_path / "run" and (run.folder / "best.safetensors").is_file()
    assert set(run.metrics) == {"loss", "accuracy"}
    assert network.train(**options, resume=True).metrics == run.metrics

    path = network.export(tmp_path / "digits.py")
    exported: dict[str, Any] = {"__name__": "digits"}
    exec(path.read_text("utf-8"), exported)
    model = exported[exported["__all__"][0]]()
    trained = run.model()
    model.load_state_dict(trained.state_dict())
    images = torch.rand(2, 1, 8, 8)
    assert torch.equal(model.eval()(images), trained(images))
    script = network.export(tmp_path / "train.py", training=True).read_text("utf-8")
    assert 'if __name__ == "__main__":' in script


def test_the_functions_take_a_path_too(tmp_path: Path) -> None:
    assert layerloom.check(DIGITS).sound
    assert isinstance(layerloom.compile(str(DIGITS)), torch.nn.Module)
    assert layerloom.export(DIGITS, tmp_path / "digits.py").is_file()


@pytest.mark.parametrize("face", [layerloom, layerloom.plugin, layerloom.plugin.proofs])
def test_what_is_promised_is_there(face: ModuleType) -> None:
    names: list[str] = face.__all__
    assert names == sorted(set(names), key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    assert [name for name in names if not hasattr(face, name)] == []
    with pytest.raises(AttributeError):
        face.nonsense  # noqa: B018


def test_a_check_imports_no_torch_and_a_bare_import_nothing() -> None:
    code = (
        "import sys, layerloom\n"
        "assert 'backend' not in sys.modules\n"
        f"layerloom.check({str(DIGITS)!r})\n"
        "import layerloom.plugin, layerloom.__main__\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_six_lines_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [shown] = re.findall(
        r"```python\n(import layerloom.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    (tmp_path / "digits.loom.json").write_bytes(DIGITS.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert len([line for line in shown.splitlines() if line.strip()]) == 6
    exec(shown.replace("epochs=5", "epochs=1"), {})
    assert (tmp_path / "digits.py").is_file()
