"""Whisper's architecture, small. Names of parameters are those of the public implementations."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from log_mel import MELS


class Sizes:
    width, heads, encoder_layers, decoder_layers, inner = 128, 4, 4, 2, 512
    mels, sound_positions, text_positions = MELS, 1500, 448


def sinusoids(length, width):
    step = math.log(10000) / (width // 2 - 1)
    angles = torch.arange(length)[:, None] * torch.exp(-step * torch.arange(width // 2))[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def split(self, x):
        return x.reshape(x.shape[0], -1, self.heads, x.shape[2] // self.heads).transpose(1, 2)

    def keys_and_values(self, x):
        return self.split(self.k_proj(x)), self.split(self.v_proj(x))

    def forward(self, x, keys, values, mask=None):
        weights = self.split(self.q_proj(x) * self.scale) @ keys.transpose(2, 3)
        if mask is not None:
            weights = weights + mask
        return self.out_proj((weights.softmax(-1) @ values).transpose(1, 2).reshape(x.shape))


class EncoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn = Attention(Sizes.width, Sizes.heads)
        self.self_attn_layer_norm = nn.LayerNorm(Sizes.width)
        self.fc1 = nn.Linear(Sizes.width, Sizes.inner)
        self.fc2 = nn.Linear(Sizes.inner, Sizes.width)
        self.final_layer_norm = nn.LayerNorm(Sizes.width)

    def forward(self, x):
        normed = self.self_attn_layer_norm(x)
        x = x + self.self_attn(normed, *self.self_attn.keys_and_values(normed))
        return x + self.fc2(F.gelu(self.fc1(self.final_layer_norm(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(Sizes.mels, Sizes.width, 3, padding=1)
        self.conv2 = nn.Conv1d(Sizes.width, Sizes.width, 3, stride=2, padding=1)
        self.register_buffer("pos", sinusoids(Sizes.sound_positions, Sizes.width))
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(Sizes.encoder_layers))
        self.layer_norm = nn.LayerNorm(Sizes.width)

    def forward(self, mel):
        x = F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)
        x = x + self.pos[: x.shape[1]]
        for layer in self.layers:
            x = layer(x)
        return self.layer_norm(x)


class DecoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn = Attention(Sizes.width, Sizes.heads)
        self.self_attn_layer_norm = nn.LayerNorm(Sizes.width)
        self.encoder_attn = Attention(Sizes.width, Sizes.heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(Sizes.width)
        self.fc1 = nn.Linear(Sizes.width, Sizes.inner)
        self.fc2 = nn.Linear(Sizes.inner, Sizes.width)
        self.final_layer_norm = nn.LayerNorm(Sizes.width)

    def forward(self, x, mask, past, hidden):
        normed = self.self_attn_layer_norm(x)
        keys, values = self.self_attn.keys_and_values(normed)
        if past is not None:
            keys, values = torch.cat([past[0], keys], 2), torch.cat([past[1], values], 2)
        x = x + self.self_attn(normed, keys, values, mask)
        sound = self.encoder_attn.keys_and_values(hidden) if hidden is not None else past[2:]
        x = x + self.encoder_attn(self.encoder_attn_layer_norm(x), *sound)
        return x + self.fc2(F.gelu(self.fc1(self.final_layer_norm(x)))), (keys, values, *sound)


class Decoder(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, Sizes.width)
        self.embed_positions = nn.Embedding(Sizes.text_positions, Sizes.width)
        self.layers = nn.ModuleList(DecoderLayer() for _ in range(Sizes.decoder_layers))
        self.layer_norm = nn.LayerNorm(Sizes.width)
        nn.init.normal_(self.embed_tokens.weight, std=0.05)
        nn.init.normal_(self.embed_positions.weight, std=0.02)

    def forward(self, ids, hidden=None, past=None):
        """Logits, and keys and values of each layer: own keys, own values, the sound's keys, the sound's values."""
        said = 0 if past is None else past[0][0].shape[2]
        x = self.embed_tokens(ids) + self.embed_positions.weight[said : said + ids.shape[1]]
        rows, columns = torch.arange(ids.shape[1]) + said, torch.arange(ids.shape[1] + said)
        mask = torch.where(columns[None, :] > rows[:, None], torch.tensor(-1e9), torch.tensor(0.0))
        present = []
        for i, layer in enumerate(self.layers):
            x, kept = layer(x, mask, None if past is None else past[i], hidden)
            present.append(kept)
        return self.layer_norm(x) @ self.embed_tokens.weight.t(), present


class Whisper(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder(vocabulary)
