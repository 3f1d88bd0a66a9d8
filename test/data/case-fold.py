"""Writes case-fold.json: what str.casefold makes of every character whose str.lower differs."""

import json
import pathlib
import unicodedata

folds = {}
for code in range(0x110000):
    char = chr(code)
    if char.casefold() != char.lower():
        folds[char] = char.casefold()

answers = {"unicode": unicodedata.unidata_version, "folds": folds}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(answers, indent=1) + "\n")
