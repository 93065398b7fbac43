#!/usr/bin/env python3
"""Byte-level BPE by the book over a pack's vocab.json and merges.txt, sharing no code with the tokenizer it checks.
Usage: bpe.py PACK_FOLDER > bpe_whisper_news_tiny.json"""
import json
import re
import sys

TEXTS = [
    " the temperature in Tokyo is seventy eight degrees",
    " Nueva York venció a Roma por cincuenta puntos a noventa y dos",
    " at ten o'clock on Monday, 12:30",
    " 東京は雨です。 ¿qué tal?",
    "  two  spaces\n",
]
PIECES = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?[^\s\w]+|\s+(?!\S)|\s+")


def byte_letters():
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in plain]
    return {**{b: chr(b) for b in plain}, **{b: chr(256 + i) for i, b in enumerate(others)}}


def encode(text, vocabulary, ranks):
    letters, ids = byte_letters(), []
    for piece in PIECES.findall(text):
        parts = [letters[b] for b in piece.encode()]
        while len(parts) > 1:
            rank, at = min((ranks.get((a, b), 1 << 30), i) for i, (a, b) in enumerate(zip(parts, parts[1:])))
            if rank == 1 << 30:
                break
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        ids += [vocabulary[p] for p in parts]
    return ids


if __name__ == "__main__":
    folder = sys.argv[1]
    vocabulary = json.load(open(f"{folder}/vocab.json"))
    merges = [tuple(line.split(" ")) for line in open(f"{folder}/merges.txt").read().split("\n")[1:] if line]
    ranks = {merge: i for i, merge in enumerate(merges)}
    gold = [{"text": text, "ids": encode(text, vocabulary, ranks)} for text in TEXTS]
    print(json.dumps(gold, ensure_ascii=False, indent=0))
