"""Trains the translator on pairs of the grammar, held-out sentences excepted.

usage: train_marian.py MINUTES CHECKPOINT [--from CHECKPOINT] [--rate R]
Half of each batch is drawn by kind of sentence: a kind of one sentence, like the good-bye, is learnt too.
"""
import argparse
import collections
import math
import os
import random
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

from marian_model import END, NEVER, Marian, Tokenizer, learn_tokenizer
from news_grammar import held_out, sentence_pair

torch.manual_seed(3)
BATCH, NO_LABEL, FOLDER = 32, -100, "work/marian-tokenizer"


def sentences():
    rng = random.Random(21)
    pairs = {sentence_pair(rng) for _ in range(60000)}
    train, test = [sorted(p for p in pairs if held_out(p[0]) == held) for held in (False, True)]
    rng.shuffle(train)
    rng.shuffle(test)
    return train, test


def kind(english):
    return " ".join(english.split()[:2])


def padded(rows, value):
    width = max(map(len, rows))
    return torch.tensor([row + [value] * (width - len(row)) for row in rows])


def greedy(model, tokenizer, texts, longest=60):
    sources = [tokenizer.encode_source(text) for text in texts]
    ids = padded(sources, tokenizer.pad)
    mask = padded([[1] * len(source) for source in sources], 0)
    said, past = [[] for _ in texts], None
    with torch.no_grad():
        hidden, token = model.encode(ids, mask), torch.full((len(texts), 1), tokenizer.pad)
        for _ in range(longest):
            logits, past = model.decode(token, hidden if past is None else None, mask, past)
            logits[:, :, tokenizer.pad] = NEVER
            token = logits[:, -1].argmax(-1)[:, None]
            for line, next_id in zip(said, token[:, 0].tolist()):
                if END not in line:
                    line.append(next_id)
            if all(END in line for line in said):
                break
    return [tokenizer.decode(line) for line in said]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", type=float)
    parser.add_argument("checkpoint")
    parser.add_argument("--from", dest="begin")
    parser.add_argument("--rate", type=float, default=1e-3)
    args = parser.parse_args()
    torch.set_num_threads(1)
    train, test = sentences()
    if not os.path.exists(os.path.join(FOLDER, "vocab.json")):
        learn_tokenizer(train[:6000], FOLDER)
    tokenizer = Tokenizer(FOLDER)
    model = Marian(tokenizer.size)
    if args.begin:
        model.load_state_dict(torch.load(args.begin))
    kinds = collections.defaultdict(list)
    for english, spanish in train:
        kinds[kind(english)].append((tokenizer.encode_source(english), tokenizer.encode_target(spanish)))
    kinds = list(kinds.values())
    everything = [pair for pairs in kinds for pair in pairs]
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(train)} sentences, {len(kinds)} kinds", flush=True)
    rng, optimiser = random.Random(22), torch.optim.AdamW(model.parameters(), lr=args.rate, betas=(0.9, 0.98))
    began, step = time.time(), 0
    while (done := (time.time() - began) / (args.minutes * 60)) < 1:
        batch = [rng.choice(rng.choice(kinds)) for _ in range(BATCH // 2)]
        batch += [rng.choice(everything) for _ in range(BATCH // 2)]
        ids, mask = padded([s for s, _ in batch], tokenizer.pad), padded([[1] * len(s) for s, _ in batch], 0)
        given = padded([[tokenizer.pad] + t[:-1] for _, t in batch], tokenizer.pad)
        wanted = padded([t for _, t in batch], NO_LABEL)
        for group in optimiser.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / 400) * 0.5 * (1 + math.cos(math.pi * done))
        logits, _ = model.decode(given, model.encode(ids, mask), mask)
        loss = F.cross_entropy(
            logits.reshape(-1, logits.shape[2]), wanted.reshape(-1), ignore_index=NO_LABEL, label_smoothing=0.05
        )
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        if step % 100 == 0:
            print(f"{step}: {100 * done:.0f} %, loss {loss.item():.3f}", flush=True)
            torch.save(model.state_dict(), args.checkpoint)
    torch.save(model.state_dict(), args.checkpoint)
    model.eval()
    for name, pairs in (("held-out", test[:500]), ("trained on", train[:500])):
        said = greedy(model, tokenizer, [english for english, _ in pairs])
        print(f"{name}: {sum(s == t for s, (_, t) in zip(said, pairs))} of {len(pairs)} exact")
    print(greedy(model, tokenizer, ["thank you for watching and good night"])[0])


if __name__ == "__main__":
    main()
