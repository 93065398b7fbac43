"""Speaks sentences of the grammar through libespeak-ng and keeps eSpeak's own account of phonemes and words.

usage: synthesise.py SEED COUNT train|test|testvoice
writes work/<mode>_<seed>.npy (all utterances after each other, 16 kHz s16) and .json (what, who, when).
train takes no held-out sentence and adds random words and numbers; test takes held-out sentences only; testvoice
speaks those with voice variants that training never hears.
"""
import ctypes
import json
import os
import random
import sys

import numpy as np
from scipy.signal import resample_poly

from news_grammar import english_number, held_out, sentence_pair, spanish_number, vocabulary

RATE, ESPEAK_RATE = 16000, 22050
BASES = {"en": ["en-us", "en-us", "en-us", "en-gb", "en-gb-x-rp", "en-029"], "es": ["es", "es-419"]}
VARIANTS = ["", "+m1", "+m2", "+m4", "+m5", "+m7", "+f1", "+f2", "+f4", "+f5"]
UNHEARD_VARIANTS = ["+m3", "+f3"]
EVENT_END, EVENT_WORD, EVENT_PHONEME = 0, 1, 7
PARAMETER_RATE, PARAMETER_PITCH = 1, 3


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("id", _Id),
    ]


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class ESpeak:
    def __init__(self):
        self.library = ctypes.CDLL("libespeak-ng.so.1")
        self.sound, self.phonemes, self.words = [], [], []
        self.callback = _CALLBACK(self._receive)  # kept, or it is collected while C holds it
        if self.library.espeak_Initialize(2, 0, None, 1) != ESPEAK_RATE:
            raise RuntimeError("eSpeak NG did not start")
        self.library.espeak_SetSynthCallback(self.callback)

    def _receive(self, samples, count, events):
        if samples and count > 0:
            self.sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
        i = 0
        while events[i].type != EVENT_END:
            event = events[i]
            if event.type == EVENT_PHONEME:
                self.phonemes.append((bytes(event.id.string).decode("utf8", "replace"), event.sample))
            elif event.type == EVENT_WORD:
                self.words.append((event.text_position, event.length, event.sample))
            i += 1
        return 0

    def say(self, text, voice, words_per_minute, pitch):
        """16 kHz s16 without silence at its ends; phonemes and words with their starts in seconds."""
        self.sound, self.phonemes, self.words = [], [], []
        if self.library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise RuntimeError(f"eSpeak NG has no voice {voice}")
        self.library.espeak_SetParameter(PARAMETER_RATE, words_per_minute, 0)
        self.library.espeak_SetParameter(PARAMETER_PITCH, pitch, 0)
        data = text.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 1, 0, 1, None, None)
        sound = np.concatenate(self.sound).astype(np.float32)
        sound = np.clip(resample_poly(sound, 320, 441), -32767, 32767).astype(np.int16)
        loud = np.nonzero(np.abs(sound.astype(np.float32)) > 0.02 * np.abs(sound.astype(np.float32)).max())[0]
        start, end = max(0, loud[0] - 160), min(len(sound), loud[-1] + 320)

        def seconds(sample):
            return round(sample / ESPEAK_RATE - start / RATE, 3)

        phonemes = [(name, seconds(sample)) for name, sample in self.phonemes]
        words = [(text[at - 1 : at - 1 + length], seconds(sample)) for at, length, sample in self.words]
        return sound[start:end], phonemes, words


def choose(rng, mode, english_words, spanish_words):
    """Language, text, and its translation where it is a whole sentence."""
    language = "en" if rng.random() < 0.6 else "es"
    if mode == "train" and rng.random() < 0.3:
        words = english_words if language == "en" else spanish_words
        if rng.random() < 0.3:
            number = english_number if language == "en" else spanish_number
            return language, " ".join(number(rng.randint(0, 99)) for _ in range(rng.randint(1, 4))), None
        return language, " ".join(rng.choice(words) for _ in range(rng.randint(1, 7))), None
    while True:
        pair = sentence_pair(rng)
        if held_out(pair[0]) == (mode != "train"):
            return (language, *pair) if language == "en" else (language, pair[1], pair[0])


def main(seed, count, mode):
    rng, espeak = random.Random(seed), ESpeak()
    english_words, spanish_words = vocabulary()
    chunks, told, offset = [], [], 0
    for _ in range(count):
        language, text, translation = choose(rng, mode, english_words, spanish_words)
        voice = rng.choice(BASES[language]) + rng.choice(UNHEARD_VARIANTS if mode == "testvoice" else VARIANTS)
        speed, pitch = rng.randint(125, 190), rng.randint(30, 70)
        try:
            sound, phonemes, words = espeak.say(text, voice, speed, pitch)
        except RuntimeError:
            continue  # a base and a variant that do not go together
        chunks.append(sound)
        told.append(
            dict(
                lang=language,
                text=text,
                trans=translation,
                voice=voice,
                speed=speed,
                pitch=pitch,
                off=offset,
                len=len(sound),
                ph=phonemes,
                words=words,
            )
        )
        offset += len(sound)
    os.makedirs("work", exist_ok=True)
    np.save(f"work/{mode}_{seed}.npy", np.concatenate(chunks))
    with open(f"work/{mode}_{seed}.json", "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
    print(f"{mode} {seed}: {len(told)} utterances, {offset / RATE:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
