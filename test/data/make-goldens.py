"""Writes the goldens of the binary formats. Needs pyarrow (made with 26); run it in this folder."""

import bz2
import gzip
import json
import pathlib
import random
import shutil

import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent

TABLE = pa.table(
    {
        "id": pa.array([1, -2, None, 9007199254740993], pa.int64()),
        "name": pa.array(["ant", None, "", "bär 🐻"]),
        "score": pa.array([0.5, -0.0, None, float("inf")], pa.float64()),
        "ok": pa.array([True, False, None, True]),
        "kind": pa.array(["a", "b", None, "a"]).dictionary_encode(),
        "vector": pa.array([[1.5, 2.0], [], None, [3.0]], pa.list_(pa.float32())),
        "point": pa.array(
            [{"x": 1, "y": "p"}, {"x": None, "y": "q"}, None, {"x": 4, "y": None}],
            pa.struct([("x", pa.int32()), ("y", pa.string())]),
        ),
        "at": pa.array([0, 1_700_000_000_123_456, None, -1], pa.timestamp("us", "UTC")),
        "raw": pa.array([b"\x00\xff", b"", None, b"z"], pa.binary()),
    }
)


def parquet():
    folder = HERE / "parquet"
    pq.write_table(TABLE, folder / "types.parquet", compression="zstd", row_group_size=3)
    pq.write_table(TABLE.slice(0, 0), folder / "empty.parquet")
    large = TABLE.select(["id"]).append_column(
        "text", TABLE["name"].cast(pa.large_string())
    )
    pq.write_table(large, folder / "large.parquet", compression="snappy")


def flat():
    """Columns without others below them, in every page version, codec and common encoding."""
    random.seed(2)
    words = ["bolt", "nut", "gear", "träger", "", "螺栓 ⚙️", "a" * 70]
    count = 3000
    text = [" ".join(random.choice(words) for _ in range(random.randrange(9))) for _ in range(count)]
    some = lambda values: [v if random.random() < 0.8 else None for v in values]
    table = pa.table(
        {
            "text": pa.array(text),
            "note": pa.array(some(text)),
            "kind": pa.array(some([random.choice(words) for _ in range(count)])),
            "id": pa.array(range(count), pa.int64()),
            "small": pa.array(some([i % 7 for i in range(count)]), pa.int16()),
            "score": pa.array(some([i / 3 for i in range(count)]), pa.float64()),
            "ok": pa.array(some([i % 5 == 0 for i in range(count)])),
            "raw": pa.array(some([t.encode()[:4].ljust(4) for t in text]), pa.binary(4)),
            "at": pa.array(some(range(count)), pa.timestamp("us", "UTC")),
        },
        schema=pa.schema(
            [
                pa.field("text", pa.string(), nullable=False),
                pa.field("note", pa.string()),
                pa.field("kind", pa.string()),
                pa.field("id", pa.int64(), nullable=False),
                pa.field("small", pa.int16()),
                pa.field("score", pa.float64()),
                pa.field("ok", pa.bool_()),
                pa.field("raw", pa.binary(4)),
                pa.field("at", pa.timestamp("us", "UTC")),
            ]
        ),
    )
    for codec, version in [
        ("none", "1.0"),
        ("snappy", "1.0"),
        ("snappy", "2.0"),
        ("gzip", "2.0"),
        ("zstd", "1.0"),
    ]:
        pq.write_table(
            table,
            HERE / "parquet" / f"flat-{codec}-{version[0]}.parquet",
            compression=codec,
            data_page_version=version,
            data_page_size=4000,
            dictionary_pagesize_limit=40_000,
            use_dictionary=["kind", "small", "note"],
            row_group_size=1700,
            write_statistics=False,
        )


def arrow():
    folder = HERE / "arrow"
    views = TABLE.append_column(
        "view", pa.array(["short", None, "", "longer than twelve bytes"], pa.string_view())
    )
    for name, compression in (("types", None), ("lz4", "lz4"), ("zstd", "zstd")):
        options = ipc.IpcWriteOptions(compression=compression)
        with ipc.new_file(folder / f"{name}.arrow", views.schema, options=options) as file:
            file.write_table(views, max_chunksize=3)
    with ipc.new_stream(folder / "types.arrows", views.schema) as stream:
        stream.write_table(views, max_chunksize=3)


def compressed():
    folder = HERE / "compressed"
    folder.mkdir(exist_ok=True)
    random.seed(1)
    words = ["bolt", "nut", "gear", "träger", "a" * 300, "\n", "\0\1"]
    text = " ".join(random.choice(words) for _ in range(2000)).encode()
    (folder / "text.txt.gz").write_bytes(gzip.compress(text, mtime=0))
    (folder / "text.txt.bz2").write_bytes(bz2.compress(text, 1))
    (folder / "text.txt.zst").write_bytes(pa.compress(text, codec="zstd", asbytes=True))


def frames(episode, length, start):
    return pa.table(
        {
            "observation.state": pa.array(
                [[episode + i / 4, 1.0] for i in range(length)], pa.list_(pa.float32(), 2)
            ),
            "timestamp": pa.array([i / 10 for i in range(length)], pa.float32()),
            "frame_index": pa.array(range(length), pa.int64()),
            "episode_index": pa.array([episode] * length, pa.int64()),
            "index": pa.array(range(start, start + length), pa.int64()),
            "task_index": pa.array([episode % 2] * length, pa.int64()),
        }
    )


def lerobot(version):
    folder = HERE / "lerobot" / version
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "meta").mkdir(parents=True)
    (folder / "data" / "chunk-000").mkdir(parents=True)
    lengths = [3, 2, 4]
    tasks = ["pick up the nut", "put it down"]
    v3 = version.startswith("v3")
    info = {
        "codebase_version": version,
        "robot_type": "arm",
        "total_episodes": len(lengths),
        "total_frames": sum(lengths),
        "total_tasks": len(tasks),
        "chunks_size": 1000,
        "fps": 10,
        "data_path": "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet"
        if v3
        else "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet",
        "features": {"observation.state": {"dtype": "float32", "shape": [2], "names": ["x", "y"]}},
    }
    (folder / "meta" / "info.json").write_text(json.dumps(info, indent=2) + "\n")
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    episodes = [frames(i, n, s) for i, (n, s) in enumerate(zip(lengths, starts))]
    data = folder / "data" / "chunk-000"
    if v3:
        pq.write_table(pa.concat_tables(episodes[:2]), data / "file-000.parquet")
        pq.write_table(episodes[2], data / "file-001.parquet")
        table = pa.table({"task_index": [0, 1], "__index_level_0__": tasks})
        pq.write_table(table, folder / "meta" / "tasks.parquet")
        return
    for i, episode in enumerate(episodes):
        pq.write_table(episode, data / f"episode_{i:06d}.parquet")
    lines = [{"task_index": i, "task": task} for i, task in enumerate(tasks)]
    (folder / "meta" / "tasks.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines))
    lines = [
        {"episode_index": i, "tasks": [tasks[i % 2]], "length": n} for i, n in enumerate(lengths)
    ]
    (folder / "meta" / "episodes.jsonl").write_text("".join(json.dumps(x) + "\n" for x in lines))


parquet()
flat()
arrow()
compressed()
lerobot("v2.1")
lerobot("v3.0")
