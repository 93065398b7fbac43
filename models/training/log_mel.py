"""Whisper's log-mel picture of a sound, for batches of torch tensors; the filters are computed here."""
import numpy as np
import torch

RATE, FFT, HOP, MELS = 16000, 400, 160, 80
WINDOW = torch.hann_window(FFT)


def mel_filters(mels=MELS):
    """Triangles on Slaney's scale (linear to 1 kHz, then logarithmic), each of unit area. [mels, FFT / 2 + 1]"""
    step = np.log(6.4) / 27
    top = 15 + np.log(RATE / 2 / 1000) / step
    edges = np.linspace(0, top, mels + 2)
    edges = np.where(edges < 15, edges * 200 / 3, 1000 * np.exp(step * (edges - 15)))
    bins = np.arange(FFT // 2 + 1) * RATE / FFT
    rows = []
    for low, mid, high in zip(edges, edges[1:], edges[2:]):
        triangle = np.minimum((bins - low) / (mid - low), (high - bins) / (high - mid))
        rows.append(np.maximum(0, triangle) * 2 / (high - low))
    return torch.from_numpy(np.array(rows)).float()


FILTERS = mel_filters()


def log_mel(sound):
    """[batch, samples] in -1 … 1 to [batch, MELS, samples / HOP]."""
    spectrum = torch.stft(sound, FFT, HOP, window=WINDOW, return_complex=True)
    log = torch.clamp(FILTERS @ spectrum[..., :-1].abs() ** 2, min=1e-10).log10()
    log = torch.maximum(log, log.amax(dim=(1, 2), keepdim=True) - 8.0)
    return (log + 4.0) / 4.0
