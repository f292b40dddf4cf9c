"""Brings in the front end that others made: `python scripts/vendor.py FOLDER`, for maintainers only.

FOLDER holds the unpacked packages (`npm pack @tabler/core@1.6.1 @tabler/icons@3.51.0 htmx.org@2.0.11`, each unpacked
in a folder named after its file). Users need neither node nor this script: what it writes is committed.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "static" / "vendor"
PACKAGES = {
    "@tabler/core": ("1.6.1", "MIT", "tabler-core-1.6.1"),
    "@tabler/icons": ("3.51.0", "MIT", "tabler-icons-3.51.0"),
    "htmx.org": ("2.0.11", "0BSD", "htmx.org-2.0.11"),
}
ICONS = """
alert-circle alert-octagon alert-triangle arrow-back-up arrow-left arrow-right arrows-exchange bandage bell briefcase
building building-community building-factory-2 calendar calendar-due camera chart-bar check chevron-down chevron-left
chevron-right circle-check circle-x clipboard-list clock clock-hour-4 coins copy device-mobile door-exit dots download
edit external-link eye eye-off file-text file-upload files filter first-aid-kit flag flame gavel heart-handshake
help-circle history home hourglass id inbox info-circle key language layout-dashboard list-check list-details lock
logout map-pin menu-2 message messages paperclip phone photo player-pause player-play plus printer qrcode receipt refresh
route scale search send settings shield-check shield-lock signature sitemap star sun table text-size trash umbrella
upload user users wifi-off writing x book
""".split()
NOTE = "the sourceMappingURL comment is removed, since the map is not shipped"


def sprite(icons: Path) -> str:
    """One SVG of symbols; the strokes are drawn by our own CSS."""
    symbols = [symbol(icons, name) for name in sorted(ICONS)] + [filled_star(icons)]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def symbol(icons: Path, name: str) -> str:
    inner = drawing(icons / "outline" / f"{name}.svg")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def filled_star(icons: Path) -> str:
    inner = drawing(icons / "filled" / "star.svg")
    return f'<symbol id="star-filled" viewBox="0 0 24 24" fill="currentColor" stroke="none">{inner}</symbol>'


def drawing(path: Path) -> str:
    text = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.S)
    if text is None:
        raise SystemExit(f"{path} is no drawing.")
    paths = [line.strip() for line in text[1].splitlines() if 'd="M0 0h24v24H0z"' not in line]
    return "".join(paths)


def record(file: str, package: str, source: str, upstream: bytes, note: str = "") -> dict[str, str]:
    version, licence, _ = PACKAGES[package]
    found = {
        "file": file,
        "package": package,
        "version": version,
        "licence": licence,
        "from": source,
        "sha256": hashlib.sha256((VENDOR / file).read_bytes()).hexdigest(),
    }
    if note:
        found |= {"upstream_sha256": hashlib.sha256(upstream).hexdigest(), "changed": note}
    return found


def main(folder: Path) -> None:
    """Writes the files and their manifest."""
    at = {name: folder / unpacked / "package" for name, (_, _, unpacked) in PACKAGES.items()}
    css = (at["@tabler/core"] / "dist/css/tabler.min.css").read_bytes()
    (VENDOR / "tabler/tabler.min.css").write_bytes(re.sub(rb"/\*# sourceMappingURL=.*?\*/\s*", b"", css))
    js = (at["htmx.org"] / "dist/htmx.min.js").read_bytes()
    (VENDOR / "htmx/htmx.min.js").write_bytes(js)
    (VENDOR / "tabler-icons/sprite.svg").write_text(sprite(at["@tabler/icons"] / "icons"))
    (VENDOR / "licences/htmx.txt").write_bytes((at["htmx.org"] / "LICENSE").read_bytes())
    (VENDOR / "licences/tabler-icons.txt").write_bytes((at["@tabler/icons"] / "LICENSE").read_bytes())
    manifest = [
        record("tabler/tabler.min.css", "@tabler/core", "dist/css/tabler.min.css", css, NOTE),
        record("htmx/htmx.min.js", "htmx.org", "dist/htmx.min.js", js),
        record(
            "tabler-icons/sprite.svg", "@tabler/icons", "icons/", b"", f"{len(ICONS) + 1} icons in one file"
        ),
    ]
    manifest[-1].pop("upstream_sha256")
    text = json.dumps({"files": manifest}, ensure_ascii=False, indent=2)
    (VENDOR / "MANIFEST.json").write_text(text + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Say which folder holds the unpacked packages.")
    main(Path(sys.argv[1]))
