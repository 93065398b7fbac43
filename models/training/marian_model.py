"""Marian's architecture, small, and the tokenizer of a pack: SentencePiece cuts, vocab.json numbers."""
import json
import math
import os

import sentencepiece
import torch
import torch.nn as nn
import torch.nn.functional as F

END, UNKNOWN, NEVER = 0, 1, -1e9


class Sizes:
    width, heads, layers, inner, positions = 128, 4, 2, 512, 128


class Tokenizer:
    def __init__(self, folder):
        self.source = sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, "source.spm"))
        self.target = sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, "target.spm"))
        with open(os.path.join(folder, "vocab.json"), encoding="utf-8") as file:
            self.ids = json.load(file)
        self.pieces = {i: piece for piece, i in self.ids.items()}
        self.pad, self.size = self.ids["<pad>"], len(self.ids)

    def _numbered(self, pieces):
        return [self.ids.get(piece, UNKNOWN) for piece in pieces] + [END]

    def encode_source(self, text):
        return self._numbered(self.source.encode(text, out_type=str))

    def encode_target(self, text):
        return self._numbered(self.target.encode(text, out_type=str))

    def decode(self, ids):
        return self.target.decode([self.pieces[i] for i in ids if i not in (END, self.pad)])


def learn_tokenizer(pairs, folder):
    """source.spm, target.spm, and one vocab.json over both: end, unknown, all pieces, padding."""
    os.makedirs(folder, exist_ok=True)
    for side, name in ((0, "source"), (1, "target")):
        text = os.path.join(folder, name + ".txt")
        with open(text, "w", encoding="utf-8") as file:
            file.write("\n".join(pair[side] for pair in pairs))
        sentencepiece.SentencePieceTrainer.train(
            input=text,
            model_prefix=os.path.join(folder, name),
            vocab_size=260,
            character_coverage=1.0,
            model_type="unigram",
            hard_vocab_limit=False,
            bos_id=-1,
            eos_id=END,
            unk_id=UNKNOWN,
            pad_id=-1,
        )
        os.rename(os.path.join(folder, name + ".model"), os.path.join(folder, name + ".spm"))
    ids = {"</s>": END, "<unk>": UNKNOWN}
    for name in ("source", "target"):
        model = sentencepiece.SentencePieceProcessor(model_file=os.path.join(folder, name + ".spm"))
        for i in range(model.get_piece_size()):
            ids.setdefault(model.id_to_piece(i), len(ids))
    ids["<pad>"] = len(ids)
    with open(os.path.join(folder, "vocab.json"), "w", encoding="utf-8") as file:
        json.dump(ids, file, ensure_ascii=False)


def positions():
    angles = [
        [p / 10000 ** (2 * (j // 2) / Sizes.width) for j in range(Sizes.width)] for p in range(Sizes.positions)
    ]
    table = torch.tensor(angles)
    return torch.cat([table[:, 0::2].sin(), table[:, 1::2].cos()], 1)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.k_proj = nn.Linear(Sizes.width, Sizes.width)
        self.v_proj = nn.Linear(Sizes.width, Sizes.width)
        self.q_proj = nn.Linear(Sizes.width, Sizes.width)
        self.out_proj = nn.Linear(Sizes.width, Sizes.width)

    def split(self, x):
        return x.reshape(x.shape[0], -1, Sizes.heads, Sizes.width // Sizes.heads).transpose(1, 2)

    def keys_and_values(self, x):
        return self.split(self.k_proj(x)), self.split(self.v_proj(x))

    def forward(self, x, keys, values, mask):
        scale = (Sizes.width // Sizes.heads) ** -0.5
        weights = (self.split(self.q_proj(x) * scale) @ keys.transpose(2, 3) + mask).softmax(-1)
        return self.out_proj((weights @ values).transpose(1, 2).reshape(x.shape))


class EncoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn = Attention()
        self.self_attn_layer_norm = nn.LayerNorm(Sizes.width)
        self.fc1 = nn.Linear(Sizes.width, Sizes.inner)
        self.fc2 = nn.Linear(Sizes.inner, Sizes.width)
        self.final_layer_norm = nn.LayerNorm(Sizes.width)

    def forward(self, x, mask):
        x = self.self_attn_layer_norm(x + self.self_attn(x, *self.self_attn.keys_and_values(x), mask))
        return self.final_layer_norm(x + self.fc2(F.silu(self.fc1(x))))


class DecoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_attn = Attention()
        self.self_attn_layer_norm = nn.LayerNorm(Sizes.width)
        self.encoder_attn = Attention()
        self.encoder_attn_layer_norm = nn.LayerNorm(Sizes.width)
        self.fc1 = nn.Linear(Sizes.width, Sizes.inner)
        self.fc2 = nn.Linear(Sizes.inner, Sizes.width)
        self.final_layer_norm = nn.LayerNorm(Sizes.width)

    def forward(self, x, mask, past, hidden, source_mask):
        keys, values = self.self_attn.keys_and_values(x)
        if past is not None:
            keys, values = torch.cat([past[0], keys], 2), torch.cat([past[1], values], 2)
        x = self.self_attn_layer_norm(x + self.self_attn(x, keys, values, mask))
        source = self.encoder_attn.keys_and_values(hidden) if hidden is not None else past[2:]
        x = self.encoder_attn_layer_norm(x + self.encoder_attn(x, *source, source_mask))
        return self.final_layer_norm(x + self.fc2(F.silu(self.fc1(x)))), (keys, values, *source)


class Marian(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.shared = nn.Embedding(vocabulary, Sizes.width)
        nn.init.normal_(self.shared.weight, std=0.02)
        self.enc = nn.ModuleList(EncoderLayer() for _ in range(Sizes.layers))
        self.dec = nn.ModuleList(DecoderLayer() for _ in range(Sizes.layers))
        self.register_buffer("pos", positions())
        self.final_logits_bias = nn.Parameter(torch.zeros(1, vocabulary))

    def embed(self, ids, said=0):
        return self.shared(ids) * math.sqrt(Sizes.width) + self.pos[said : said + ids.shape[1]]

    def encode(self, ids, mask):
        x, hidden_from = self.embed(ids), (1.0 - mask[:, None, None, :].float()) * NEVER
        for layer in self.enc:
            x = layer(x, hidden_from)
        return x

    def decode(self, ids, hidden, mask, past=None):
        """Logits, and keys and values of each layer: own keys, own values, the source's keys, the source's values."""
        said = 0 if past is None else past[0][0].shape[2]
        x = self.embed(ids, said)
        rows, columns = torch.arange(ids.shape[1]) + said, torch.arange(ids.shape[1] + said)
        future = torch.where(columns[None, :] > rows[:, None], torch.tensor(NEVER), torch.tensor(0.0))
        source_mask, present = (1.0 - mask[:, None, None, :].float()) * NEVER, []
        for i, layer in enumerate(self.dec):
            x, kept = layer(x, future, None if past is None else past[i], hidden, source_mask)
            present.append(kept)
        return x @ self.shared.weight.t() + self.final_logits_bias, present
