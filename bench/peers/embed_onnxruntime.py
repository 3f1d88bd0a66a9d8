"""The same ONNX file in onnxruntime, tokens by tokenizers: embed_onnxruntime.py MODEL TEXTS.

Texts of a batch of 32 are of nearly the same length, as sentence-transformers sorts them. Two
threads; the first batch runs once before the clock starts.
"""

import json
import sys
import time

import numpy as np
import onnxruntime
from common import Clock
from tokenizers import Tokenizer

model, source = sys.argv[1:3]
with open(source) as file:
    texts = json.load(file)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 2
session = onnxruntime.InferenceSession(
    f"{model}/onnx/model.onnx", options, providers=["CPUExecutionProvider"]
)
tokenizer = Tokenizer.from_file(f"{model}/tokenizer.json")
tokenizer.enable_truncation(256)
tokenizer.enable_padding()


def encode(batch):
    rows = tokenizer.encode_batch(batch)
    mask = np.array([row.attention_mask for row in rows], dtype=np.int64)
    (tokens,) = session.run(
        ["last_hidden_state"],
        {
            "input_ids": np.array([row.ids for row in rows], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        },
    )
    sums = (tokens * mask[:, :, None]).sum(axis=1)
    means = sums / mask.sum(axis=1, keepdims=True)
    return means / np.linalg.norm(means, axis=1, keepdims=True)


order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
batches = [[texts[i] for i in order[at : at + 32]] for at in range(0, len(order), 32)]
encode(batches[0])
clock = Clock()
processor = time.process_time()
rows = sum(len(encode(batch)) for batch in batches)
clock.part("encode")
clock.tell(rowsOut=rows, processorSeconds=time.process_time() - processor)
