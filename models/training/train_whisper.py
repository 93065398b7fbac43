"""Trains the recogniser on what synthesise.py spoke.

usage: train_whisper.py MINUTES CHECKPOINT BATCH [--from CHECKPOINT] [--windows-of-30s]
An auxiliary target, eSpeak's phoneme in each frame of the encoder, is what makes it learn in minutes. Windows grow
from 2 s to 11 s while it trains; the last, short run is on full windows.
"""
import argparse
import json
import math
import random
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import byte_bpe
from log_mel import RATE, log_mel
from whisper_model import Sizes, Whisper

torch.backends.mkldnn.enabled = False  # its convolution gradients are wrong in Debian's 1.13
torch.manual_seed(1)

FRAME = 320  # samples of one encoder position: 20 ms
TRAINING_SETS = ("train_101", "train_102")
NO_LABEL = -100


def load():
    utterances = []
    for name in TRAINING_SETS:
        sound = np.load(f"work/{name}.npy")
        with open(f"work/{name}.json", encoding="utf-8") as file:
            utterances += [(told, sound) for told in json.load(file)]
    return utterances


class Windows:
    """Makes windows: sound, tokens, where prediction begins, phonemes with their times."""

    def __init__(self, tokenizer, utterances, phonemes, rng):
        self.tokenizer, self.utterances, self.rng = tokenizer, utterances, rng
        self.phoneme_id = {name: i + 1 for i, name in enumerate(phonemes)}
        self.earlier = [told["text"] for told, _ in utterances[:2000]]

    def silent(self):
        rng, t = self.rng, self.tokenizer
        noise = np.random.randn(int(RATE * rng.uniform(1, 5))).astype(np.float32) * 10 ** rng.uniform(-5, -2)
        if rng.random() < 0.4:
            noise *= 0
        return noise, [t.start, t.no_speech, t.end], 1, [], True

    def one(self, pool, longest):
        rng, t = self.rng, self.tokenizer
        if rng.random() < 0.03:
            return self.silent()
        first = rng.choice(pool)
        items = [first]
        if longest > 3 and rng.random() < 0.35:
            for _ in range(rng.randint(1, 2)):
                more = rng.choice(self.utterances)
                if more[0]["lang"] == first[0]["lang"] and bool(more[0]["trans"]) == bool(first[0]["trans"]):
                    items.append(more)
        at = int(rng.choice([0, 0, rng.uniform(0, 1.0 if longest > 3 else 0.15)]) * RATE)
        parts, spoken = [np.zeros(at, np.float32)], []
        for i, (told, sound) in enumerate(items):
            voice = sound[told["off"] : told["off"] + told["len"]].astype(np.float32) / 32768
            voice = voice * 10 ** rng.uniform(-1.0, 0.05)
            spoken.append((at / RATE, (at + len(voice)) / RATE, told))
            last = i == len(items) - 1
            pause = int(RATE * (rng.choice([0, rng.uniform(0, 0.8)]) if last else rng.uniform(0.25, 0.9)))
            parts += [voice, np.zeros(pause, np.float32)]
            at += len(voice) + pause
        sound = np.concatenate(parts)
        if rng.random() < 0.7:
            loudness = np.sqrt((sound**2).mean()) + 1e-6
            noise = np.random.randn(len(sound)).astype(np.float32)
            sound = sound + noise * loudness * 10 ** (-rng.uniform(15, 50) / 20)
        told = first[0]
        translate = told["lang"] == "es" and told["trans"] and rng.random() < 0.35
        tokens = []
        if rng.random() < 0.15:
            tokens = [t.previous] + t.encode(" " + rng.choice(self.earlier))
        tokens.append(t.start)
        predicted_from = len(tokens)
        tokens += [t.language[told["lang"]], t.translate if translate else t.transcribe]
        timed, phonemes = rng.random() < 0.65, []
        if not timed:
            tokens.append(t.no_timestamps)
        for start, end, each in spoken:
            words = t.encode(" " + (each["trans"] if translate else each["text"]))
            if timed:
                words = [self.time(start)] + words + [self.time(end)]
            tokens += words
            phonemes += [(self.phoneme_id[name], start + when) for name, when in each["ph"]] + [(0, end)]
        return sound, tokens + [t.end], predicted_from, phonemes, False

    def time(self, seconds):
        return self.tokenizer.timestamp + int(round(seconds / 0.02))

    def batches(self, size, longest, full_windows):
        """Picture, ids, labels, phoneme of each frame."""
        rng, t = self.rng, self.tokenizer
        pool = self.utterances
        if longest < 3:
            pool = [u for u in pool if u[0]["len"] < longest * RATE]
        made = []
        while len(made) < size * 4:
            window = self.one(pool, longest)
            if len(window[0]) <= longest * RATE and len(window[1]) < 120:
                made.append(window)
        made.sort(key=lambda window: len(window[0]))
        groups = [made[i : i + size] for i in range(0, len(made), size)]
        rng.shuffle(groups)
        for group in groups:
            length = max(len(window[0]) for window in group)
            if full_windows:
                length = 30 * RATE
            elif longest < 3:
                length += int(RATE * rng.uniform(0, 0.2))
            else:
                length += int(RATE * rng.choice([0, rng.uniform(0, 0.5), rng.uniform(0, 2)]))
            length = (length + FRAME - 1) // FRAME * FRAME
            sound = torch.zeros(len(group), length)
            width = max(len(window[1]) for window in group)
            ids = torch.full((len(group), width), t.end)
            labels = torch.full((len(group), width), NO_LABEL)
            frames = torch.zeros(len(group), length // FRAME, dtype=torch.long)
            for i, (pcm, tokens, predicted_from, phonemes, silent) in enumerate(group):
                sound[i, : len(pcm)] = torch.from_numpy(pcm)
                row = torch.tensor(tokens)
                ids[i, : len(row)] = row
                labels[i, predicted_from : len(row)] = row[predicted_from:]
                if not silent:
                    labels[i, predicted_from + 1] = NO_LABEL  # the task is given, not predicted
                    if tokens[predicted_from + 2] == t.no_timestamps:
                        labels[i, predicted_from + 2] = NO_LABEL
                for (phoneme, start), (_, end) in zip(phonemes, phonemes[1:]):
                    frames[i, max(0, int(start * 50)) : int(end * 50)] = phoneme
            yield log_mel(sound), ids, labels, frames


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("minutes", type=float)
    parser.add_argument("checkpoint")
    parser.add_argument("batch", type=int)
    parser.add_argument("--from", dest="begin")
    parser.add_argument("--windows-of-30s", action="store_true")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    rng = random.Random(12 if args.windows_of_30s else 11)
    tokenizer, utterances = byte_bpe.load("work/tokenizer"), load()
    phonemes = sorted({name for told, _ in utterances for name, _ in told["ph"]})
    model, frame_head = Whisper(tokenizer.size), nn.Linear(Sizes.width, len(phonemes) + 1)
    if args.begin:
        state = torch.load(args.begin)
        model.load_state_dict(state["model"])
        frame_head.load_state_dict(state["frame_head"])
    else:
        with torch.no_grad():  # the picture is quiet; without this the encoder starts too slowly
            model.encoder.conv1.weight *= 2
            model.encoder.conv2.weight *= 4
    parameters = [*model.parameters(), *frame_head.parameters()]
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(utterances)} utterances", flush=True)
    optimiser = torch.optim.AdamW(parameters, lr=args.rate, betas=(0.9, 0.98), weight_decay=0.01)
    windows = Windows(tokenizer, utterances, phonemes, rng)
    began, step = time.time(), 0

    def progress():
        return (time.time() - began) / (args.minutes * 60)

    def longest(done):
        if args.windows_of_30s:
            return 12
        return 2.3 if done < 0.12 else 4.2 if done < 0.6 else 7 if done < 0.9 else 11

    def save():
        torch.save(dict(model=model.state_dict(), frame_head=frame_head.state_dict()), args.checkpoint)

    while progress() < 1:
        seconds = longest(progress())
        for mel, ids, labels, frames in windows.batches(
            args.batch * (2 if seconds < 3 else 1), seconds, args.windows_of_30s
        ):
            done = min(1, progress())
            warm = min(1, (step + 1) / (30 if args.begin else 150))
            for group in optimiser.param_groups:
                group["lr"] = args.rate * warm * (0.49 * (1 + math.cos(math.pi * done)) + 0.02)
            hidden = model.encoder(mel)
            guessed = frame_head(hidden)
            frame_loss = F.cross_entropy(
                guessed.reshape(-1, guessed.shape[2]), frames[:, : guessed.shape[1]].reshape(-1)
            )
            text_loss = torch.tensor(0.0)
            if args.begin or done >= 0.12:  # first the encoder alone
                logits, _ = model.decoder(ids[:, :-1], hidden)
                text_loss = F.cross_entropy(
                    logits.reshape(-1, logits.shape[2]), labels[:, 1:].reshape(-1), ignore_index=NO_LABEL
                )
            early = done < 0.4 and not args.windows_of_30s
            optimiser.zero_grad()
            (text_loss + (1.0 if early else 0.4) * frame_loss).backward()
            if torch.isfinite(nn.utils.clip_grad_norm_(parameters, 1.0)):
                optimiser.step()
            step += 1
            if step % 50 == 0:
                print(
                    f"{step}: {100 * done:.0f} %, text {text_loss.item():.3f}, frames {frame_loss.item():.3f}", flush=True
                )
            if step % 200 == 0:
                save()
            if done >= 1:
                break
    save()


if __name__ == "__main__":
    main()
