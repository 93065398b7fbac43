"""A small byte-level BPE with Whisper's special tokens, written in the files a public export has."""
import collections
import json
import os
import random
import re

from news_grammar import sentence_pair

PIECES = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?[^\s\w]+|\s+(?!\S)|\s+")
MERGES = 260
TIMESTAMPS = 1501  # 0.00 … 30.00 s in steps of 20 ms


def byte_letters():
    """GPT-2's way to write any byte as a printable letter."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in plain]
    return {**{b: chr(b) for b in plain}, **{b: chr(256 + i) for i, b in enumerate(others)}}


LETTERS = byte_letters()


def letters_of(piece):
    return "".join(LETTERS[b] for b in piece.encode())


class Tokenizer:
    def __init__(self, vocabulary, merges, languages=("en", "es")):
        self.vocabulary, self.merges = dict(vocabulary), merges
        self.ranks = {tuple(merge): i for i, merge in enumerate(merges)}
        self.added = {}
        self.end = self._add("<|endoftext|>")
        self.start = self._add("<|startoftranscript|>")
        self.language = {code: self._add(f"<|{code}|>") for code in languages}
        self.translate = self._add("<|translate|>")
        self.transcribe = self._add("<|transcribe|>")
        self._add("<|startoflm|>")
        self.previous = self._add("<|startofprev|>")
        self.no_speech = self._add("<|nospeech|>")
        self.no_timestamps = self._add("<|notimestamps|>")
        self.timestamp = len(self.vocabulary) + len(self.added)
        for i in range(TIMESTAMPS):
            self._add(f"<|{i * 0.02:.2f}|>")
        self.size = len(self.vocabulary) + len(self.added)
        self._known = {}

    def _add(self, token):
        self.added[token] = len(self.vocabulary) + len(self.added)
        return self.added[token]

    def _piece(self, word):
        if word not in self._known:
            parts = list(word)
            while len(parts) > 1:
                rank, at = min((self.ranks.get(pair, 1 << 30), i) for i, pair in enumerate(zip(parts, parts[1:])))
                if rank == 1 << 30:
                    break
                parts[at : at + 2] = [parts[at] + parts[at + 1]]
            self._known[word] = [self.vocabulary[part] for part in parts]
        return self._known[word]

    def encode(self, text):
        return [i for piece in PIECES.findall(text) for i in self._piece(letters_of(piece))]

    def save(self, folder):
        os.makedirs(folder, exist_ok=True)

        def write(name, value, **how):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(value, file, ensure_ascii=False, **how)

        write("vocab.json", self.vocabulary)
        write("added_tokens.json", self.added, indent=1)
        with open(os.path.join(folder, "merges.txt"), "w", encoding="utf-8") as file:
            file.write("#version: 0.2\n" + "\n".join(" ".join(merge) for merge in self.merges) + "\n")
        byte_level = dict(type="ByteLevel", trim_offsets=True, use_regex=True)
        write(
            "tokenizer.json",
            dict(
                version="1.0",
                truncation=None,
                padding=None,
                added_tokens=[
                    dict(
                        id=i,
                        content=token,
                        single_word=False,
                        lstrip=False,
                        rstrip=False,
                        normalized=False,
                        special=not token[2].isdigit(),  # timestamps are added, but not special
                    )
                    for token, i in self.added.items()
                ],
                normalizer=None,
                pre_tokenizer=dict(byte_level, add_prefix_space=False),
                post_processor=None,
                decoder=dict(byte_level, add_prefix_space=True),
                model=dict(
                    type="BPE",
                    dropout=None,
                    unk_token=None,
                    continuing_subword_prefix="",
                    end_of_word_suffix="",
                    fuse_unk=False,
                    byte_fallback=False,
                    vocab=self.vocabulary,
                    merges=[" ".join(merge) for merge in self.merges],
                ),
            ),
        )


def load(folder):
    with open(os.path.join(folder, "vocab.json"), encoding="utf-8") as file:
        vocabulary = json.load(file)
    with open(os.path.join(folder, "merges.txt"), encoding="utf-8") as file:
        merges = [tuple(line.split(" ")) for line in file.read().split("\n")[1:] if line]
    return Tokenizer(vocabulary, merges)


def build():
    """Learns the merges from the grammar; frequent words count by their square root."""
    rng, counts = random.Random(3), collections.Counter()
    for _ in range(20000):
        for text in sentence_pair(rng):
            counts.update(letters_of(piece) for piece in PIECES.findall(" " + text))
    weights = {word: max(1, int(count**0.5)) for word, count in counts.items()}
    words, merges = {word: list(word) for word in weights}, []
    while len(merges) < MERGES:
        pairs = collections.Counter()
        for word, parts in words.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += weights[word]
        if not pairs:
            break
        best = max(pairs.items(), key=lambda item: (item[1], item[0]))[0]
        merges.append(best)
        for parts in words.values():
            i = 0
            while i < len(parts) - 1:
                if (parts[i], parts[i + 1]) == best:
                    parts[i : i + 2] = [parts[i] + parts[i + 1]]
                else:
                    i += 1
    vocabulary = {letter: i for i, letter in enumerate(LETTERS.values())}
    for a, b in merges:
        vocabulary.setdefault(a + b, len(vocabulary))
    return Tokenizer(vocabulary, merges)


if __name__ == "__main__":
    build().save("work/tokenizer")
