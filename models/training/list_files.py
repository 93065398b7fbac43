"""Writes sizes and digests of a pack's files into its pack.yaml, between "files:" and "quality:".

usage: list_files.py PACK_FOLDER
"""
import hashlib
import os
import re
import sys

folder = sys.argv[1]
lines = []
for name in sorted(os.listdir(folder)):
    if name != "pack.yaml":
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        lines.append(f"  - {{path: {name}, size: {len(data)}, sha256: {hashlib.sha256(data).hexdigest()}}}\n")
manifest = os.path.join(folder, "pack.yaml")
with open(manifest, encoding="utf-8") as file:
    text = file.read()
with open(manifest, "w", encoding="utf-8") as file:
    file.write(re.sub(r"(?<=\nfiles:\n).*?(?=quality:)", "".join(lines), text, flags=re.S))
