"""Exports a checkpoint in the files and with the names that public exports have.

usage: export_onnx.py whisper|marian CHECKPOINT FOLDER
"""
import json
import os
import shutil
import sys

import onnx
import torch
import torch.nn as nn
from onnx import TensorProto, helper

import byte_bpe
import marian_model
import whisper_model

OPSET = 14


def names(layers, prefix="past_key_values"):
    return [f"{prefix}.{i}.{part}.{what}" for i in range(layers) for part in ("decoder", "encoder") for what in ("key", "value")]


def flat(present, per_layer=4):
    return tuple(tensor for layer in present for tensor in layer[:per_layer])


def layered(tensors):
    return [tensors[i : i + 4] for i in range(0, len(tensors), 4)]


class Wrapped(nn.Module):
    """A function of a model as a module, which is what torch exports."""

    def __init__(self, model, function):
        super().__init__()
        self.model, self.function = model, function

    def forward(self, *inputs):
        return self.function(self.model, *inputs)


def export(folder, file, model, function, inputs, input_names, output_names, axes):
    torch.onnx.export(
        Wrapped(model, function),
        inputs,
        os.path.join(folder, file),
        input_names=input_names,
        output_names=output_names,
        dynamic_axes={name: axes(name) for name in input_names + output_names},
        opset_version=OPSET,
    )


def merge(folder, layers, first_inputs, dummy_shape):
    """One graph out of two: an If on use_cache_branch, weights that both have kept once."""
    graphs = [onnx.load(os.path.join(folder, f)).graph for f in ("decoder_model.onnx", "decoder_with_past_model.onnx")]
    outputs = ["logits"] + [n for n in names(layers, "present") if ".decoder." in n]
    outputs += [n for n in names(layers, "present") if ".encoder." in n]
    weights, kept, branches = {}, [], []
    for graph, prefix in zip(graphs, ("np_", "wp_")):
        renamed = {}
        for weight in graph.initializer:
            content = (weight.data_type, tuple(weight.dims), weight.raw_data)
            renamed[weight.name] = weights.setdefault(content, prefix + weight.name)
            if weights[content] == prefix + weight.name:
                copy = TensorProto()
                copy.CopyFrom(weight)
                copy.name = prefix + weight.name
                if copy.name not in [k.name for k in kept]:
                    kept.append(copy)
        for node in graph.node:
            renamed.update({output: prefix + output for output in node.output})
        nodes = []
        for node in graph.node:
            node.name = prefix + node.name
            node.input[:] = [renamed.get(i, i) for i in node.input]
            node.output[:] = [renamed[o] for o in node.output]
            nodes.append(node)
        own, infos = {o.name for o in graph.output}, []
        for output in outputs:
            source = renamed.get(output, prefix + "dummy_" + output)
            if output not in own:
                value = helper.make_tensor(source + "_value", TensorProto.FLOAT, dummy_shape, [])
                nodes.append(helper.make_node("Constant", [], [source], value=value))
            nodes.append(helper.make_node("Identity", [source], [prefix + "out_" + output]))
            infos.append(helper.make_tensor_value_info(prefix + "out_" + output, TensorProto.FLOAT, None))
        branches.append(helper.make_graph(nodes, prefix + "branch", [], infos))
    node = helper.make_node(
        "If", ["use_cache_branch"], outputs, then_branch=branches[1], else_branch=branches[0], name="optimum::if"
    )
    known = {i.name: i for graph in reversed(graphs) for i in graph.input}
    order = first_inputs + [n for n in names(layers) if n in known]
    inputs = [known[n] for n in order] + [helper.make_tensor_value_info("use_cache_branch", TensorProto.BOOL, [1])]
    typed = {o.name: o for o in graphs[0].output}
    graph = helper.make_graph([node], "merged", inputs, [typed[o] for o in outputs], initializer=kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=7)
    onnx.checker.check_model(model)
    onnx.save(model, os.path.join(folder, "decoder_model_merged.onnx"))


def write(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)


def export_whisper(checkpoint, folder):
    sizes, tokenizer = whisper_model.Sizes, byte_bpe.load("work/tokenizer")
    model = whisper_model.Whisper(tokenizer.size)
    model.load_state_dict(torch.load(checkpoint)["model"])
    model.eval()

    def axes(name):
        if name == "input_features":
            return {0: "batch_size", 2: "feature_size"}
        if name in ("last_hidden_state", "encoder_hidden_states"):
            return {0: "batch_size", 1: "encoder_sequence_length"}
        if name in ("input_ids", "logits"):
            return {0: "batch_size", 1: "decoder_sequence_length"}
        if ".encoder." in name:
            return {0: "batch_size", 2: "encoder_sequence_length"}
        past = name.startswith("past")
        return {0: "batch_size", 2: "past_decoder_sequence_length" + ("" if past else " + 1")}

    def first(m, ids, hidden):
        logits, present = m.decoder(ids, hidden)
        return (logits, *flat(present))

    def later(m, ids, *past):
        logits, present = m.decoder(ids, None, layered(past))
        return (logits, *flat(present, 2))

    kept, layers = names(sizes.decoder_layers), sizes.decoder_layers
    present = names(layers, "present")
    mel, ids = torch.randn(1, sizes.mels, 3000), torch.randint(0, 500, (2, 4))
    hidden = torch.randn(2, sizes.sound_positions, sizes.width)
    export(folder, "encoder_model.onnx", model, lambda m, x: m.encoder(x), mel, ["input_features"], ["last_hidden_state"], axes)
    export(folder, "decoder_model.onnx", model, first, (ids, hidden), ["input_ids", "encoder_hidden_states"], ["logits"] + present, axes)
    with torch.no_grad():
        past = flat(model.decoder(ids, hidden)[1])
    export(
        folder,
        "decoder_with_past_model.onnx",
        model,
        later,
        (ids[:, :1], *past),
        ["input_ids"] + kept,
        ["logits"] + [n for n in present if ".decoder." in n],
        axes,
    )
    merge(folder, layers, ["input_ids", "encoder_hidden_states"], [0, sizes.heads, 1, sizes.width // sizes.heads])
    tokenizer.save(folder)
    write(
        folder,
        "config.json",
        dict(
            model_type="whisper",
            architectures=["WhisperForConditionalGeneration"],
            d_model=sizes.width,
            encoder_layers=sizes.encoder_layers,
            decoder_layers=sizes.decoder_layers,
            encoder_attention_heads=sizes.heads,
            decoder_attention_heads=sizes.heads,
            encoder_ffn_dim=sizes.inner,
            decoder_ffn_dim=sizes.inner,
            num_mel_bins=sizes.mels,
            max_source_positions=sizes.sound_positions,
            max_target_positions=sizes.text_positions,
            vocab_size=tokenizer.size,
            activation_function="gelu",
            bos_token_id=tokenizer.end,
            eos_token_id=tokenizer.end,
            pad_token_id=tokenizer.end,
            decoder_start_token_id=tokenizer.start,
            scale_embedding=False,
        ),
    )
    write(
        folder,
        "generation_config.json",
        dict(
            decoder_start_token_id=tokenizer.start,
            eos_token_id=tokenizer.end,
            pad_token_id=tokenizer.end,
            is_multilingual=True,
            lang_to_id={f"<|{code}|>": i for code, i in tokenizer.language.items()},
            task_to_id=dict(transcribe=tokenizer.transcribe, translate=tokenizer.translate),
            no_timestamps_token_id=tokenizer.no_timestamps,
            max_initial_timestamp_index=50,
            max_length=448,
            suppress_tokens=[],
            begin_suppress_tokens=[tokenizer.encode(" ")[0], tokenizer.end],
            prev_sot_token_id=tokenizer.previous,
            return_timestamps=False,
        ),
    )
    write(
        folder,
        "preprocessor_config.json",
        dict(
            feature_extractor_type="WhisperFeatureExtractor",
            chunk_length=30,
            feature_size=sizes.mels,
            hop_length=160,
            n_fft=400,
            n_samples=480000,
            nb_max_frames=3000,
            sampling_rate=16000,
            padding_side="right",
            padding_value=0.0,
            return_attention_mask=False,
        ),
    )


def export_marian(checkpoint, folder):
    sizes, tokenizer_folder = marian_model.Sizes, "work/marian-tokenizer"
    tokenizer = marian_model.Tokenizer(tokenizer_folder)
    model = marian_model.Marian(tokenizer.size)
    model.load_state_dict(torch.load(checkpoint))
    model.eval()

    def axes(name):
        if name in ("input_ids", "logits"):
            return {0: "batch_size", 1: "sequence_length"}
        if "mask" in name or "hidden" in name:
            return {0: "batch_size", 1: "encoder_sequence_length"}
        if ".encoder." in name:
            return {0: "batch_size", 2: "encoder_sequence_length"}
        past = name.startswith("past")
        return {0: "batch_size", 2: "past_decoder_sequence_length" + ("" if past else " + 1")}

    def first(m, mask, ids, hidden):
        logits, present = m.decode(ids, hidden, mask)
        return (logits, *flat(present))

    def later(m, mask, ids, *past):
        logits, present = m.decode(ids, None, mask, layered(past))
        return (logits, *flat(present, 2))

    kept, present = names(sizes.layers), names(sizes.layers, "present")
    ids, mask = torch.randint(2, 300, (2, 7)), torch.ones(2, 7, dtype=torch.long)
    mask[1, 5:] = 0
    target, hidden = torch.randint(2, 300, (2, 4)), model.encode(ids, mask).detach()
    export(
        folder,
        "encoder_model.onnx",
        model,
        lambda m, i, k: m.encode(i, k),
        (ids, mask),
        ["input_ids", "attention_mask"],
        ["last_hidden_state"],
        axes,
    )
    inputs = ["encoder_attention_mask", "input_ids", "encoder_hidden_states"]
    export(folder, "decoder_model.onnx", model, first, (mask, target, hidden), inputs, ["logits"] + present, axes)
    with torch.no_grad():
        past = flat(model.decode(target, hidden, mask)[1])
    export(
        folder,
        "decoder_with_past_model.onnx",
        model,
        later,
        (mask, target[:, :1], *past),
        ["encoder_attention_mask", "input_ids"] + kept,
        ["logits"] + [n for n in present if ".decoder." in n],
        axes,
    )
    merge(folder, sizes.layers, inputs, [0, sizes.heads, 1, sizes.width // sizes.heads])
    for file in ("source.spm", "target.spm", "vocab.json"):
        shutil.copy(os.path.join(tokenizer_folder, file), folder)
    generation = dict(
        bad_words_ids=[[tokenizer.pad]],
        decoder_start_token_id=tokenizer.pad,
        eos_token_id=marian_model.END,
        forced_eos_token_id=marian_model.END,
        pad_token_id=tokenizer.pad,
        max_length=100,
        num_beams=4,
    )
    write(folder, "generation_config.json", generation)
    write(
        folder,
        "config.json",
        dict(
            model_type="marian",
            architectures=["MarianMTModel"],
            d_model=sizes.width,
            encoder_layers=sizes.layers,
            decoder_layers=sizes.layers,
            encoder_attention_heads=sizes.heads,
            decoder_attention_heads=sizes.heads,
            encoder_ffn_dim=sizes.inner,
            decoder_ffn_dim=sizes.inner,
            vocab_size=tokenizer.size,
            decoder_vocab_size=tokenizer.size,
            max_position_embeddings=sizes.positions,
            activation_function="swish",
            scale_embedding=True,
            static_position_embeddings=True,
            normalize_before=False,
            share_encoder_decoder_embeddings=True,
            **generation,
        ),
    )
    write(
        folder,
        "tokenizer_config.json",
        dict(
            source_lang="eng",
            target_lang="spa",
            tokenizer_class="MarianTokenizer",
            model_max_length=100,
            unk_token="<unk>",
            eos_token="</s>",
            pad_token="<pad>",
            separate_vocabs=False,
        ),
    )


if __name__ == "__main__":
    os.makedirs(sys.argv[3], exist_ok=True)
    {"whisper": export_whisper, "marian": export_marian}[sys.argv[1]](sys.argv[2], sys.argv[3])
