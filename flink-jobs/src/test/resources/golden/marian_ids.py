#!/usr/bin/env python3
"""Ids of texts by SentencePiece itself (Debian's python3-sentencepiece) and a pack's vocab.json.
Usage: marian_ids.py PACK_FOLDER > marian_ids_news_tiny.json"""
import json
import sys

import sentencepiece

TEXTS = [
    "the temperature in Tokyo is seventy eight degrees",
    "Chicago beat New York by eighteen points to eighty nine",
    "at ten o'clock on Monday",
    "Hello, world!",
    "  double  spaces\tand tabs ",
]

if __name__ == "__main__":
    folder = sys.argv[1]
    source = sentencepiece.SentencePieceProcessor(model_file=f"{folder}/source.spm")
    vocabulary = json.load(open(f"{folder}/vocab.json"))
    gold = []
    for text in TEXTS:
        pieces = source.encode(text, out_type=str)
        gold.append({"text": text, "ids": [vocabulary.get(p, vocabulary["<unk>"]) for p in pieces] + [vocabulary["</s>"]]})
    print(json.dumps(gold, ensure_ascii=False, indent=0))
