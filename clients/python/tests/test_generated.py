"""What is generated is what the contract says now."""

from pathlib import Path

import generate

COMMITTED = Path(generate.__file__).parent / "src"


def test_the_generated_code_is_that_of_the_contract(tmp_path: Path) -> None:
    (tmp_path / "beraad").mkdir()
    generate.generate(tmp_path)
    made = {path.relative_to(tmp_path): path.read_text() for path in tmp_path.rglob("*.py*")}
    kept = [path for path in (COMMITTED / "beraad/v1").iterdir() if path.is_file()]
    kept += [COMMITTED / "beraad" / f"{name}.py" for name in ("refusals", "services")]
    kept += [COMMITTED / "beraad/aio_services.py"]
    committed = {path.relative_to(COMMITTED): path.read_text() for path in kept}
    assert sorted(made) == sorted(committed), "run generate.py and commit what it wrote"
    differing = [str(name) for name in made if made[name] != committed[name]]
    assert differing == [], "run generate.py and commit what it wrote"
    unmarked = [str(name) for name in made if "@generated" not in made[name].split("\n")[0]]
    assert unmarked == []
