#!/usr/bin/env python3
"""Computes the log-mel picture of a synthetic sound by the definition, in float64 and by a plain DFT: an answer that
shares no code with the one it checks. Needs numpy. Writes log_mel_{80,128}.npy (float32, [mels, columns]) beside itself."""
import os

import numpy as np

RATE, FFT, HOP, SAMPLES = 16000, 400, 160, 16000


def sound():
    """A falling tone, a steady one and pseudo-random noise for half a second, then silence."""
    t = np.arange(SAMPLES) / RATE
    x = 0.3 * np.sin(2 * np.pi * (2000 * t - 700 * t * t)) + 0.1 * np.sin(2 * np.pi * 440 * t)
    state, noise = 12345, np.empty(SAMPLES)
    for i in range(SAMPLES):
        state = (state * 1103515245 + 12345) % 2**31
        noise[i] = state / 2**30 - 1
    x = (x + 0.02 * noise) * (t < 0.5)
    return x.astype(np.float32).astype(np.float64)


def hz_of(mel):
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp(np.log(6.4) / 27 * (mel - 15)))


def mel_of(hz):
    return hz * 3 / 200 if hz < 1000 else 15 + np.log(hz / 1000) * 27 / np.log(6.4)


def filters(mels):
    edges = hz_of(np.linspace(0, mel_of(RATE / 2), mels + 2))
    bins = np.arange(FFT // 2 + 1) * RATE / FFT
    rows = []
    for low, mid, high in zip(edges, edges[1:], edges[2:]):
        triangle = np.minimum((bins - low) / (mid - low), (high - bins) / (high - mid))
        rows.append(np.maximum(0, triangle) * 2 / (high - low))
    return np.array(rows)


def log_mel(x, mels):
    padded = np.pad(x, FFT // 2, mode="reflect")
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)
    dft = np.exp(-2j * np.pi * np.outer(np.arange(FFT // 2 + 1), np.arange(FFT)) / FFT)
    columns = [padded[i * HOP : i * HOP + FFT] * window for i in range(len(x) // HOP)]
    power = np.abs(dft @ np.array(columns).T) ** 2
    log = np.log10(np.maximum(filters(mels) @ power, 1e-10))
    return (np.maximum(log, log.max() - 8) + 4) / 4


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    for mels in (80, 128):
        np.save(os.path.join(here, f"log_mel_{mels}.npy"), log_mel(sound(), mels).astype(np.float32))
