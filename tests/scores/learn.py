"""Learn the second reader's weights: `make learn`. With `--held-out`, say how well it reads what it has not seen.

Input: the labelled texts of `tests/samples/replies`. Output: `maild/decode/reply/grams.json`. Standard
library only, and the same weights every time. Held out: each batch is read by rules together with weights
that were learned without it, so that its figure stands for mail in other words.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from maild.decode import read  # noqa: E402
from maild.decode.automatic import judge  # noqa: E402
from maild.decode.message import parse  # noqa: E402
from maild.decode.reply import grams as second  # noqa: E402
from maild.decode.reply import own_subject  # noqa: E402
from maild.decode.reply.quotes import own_words  # noqa: E402
from maild.decode.reply.sentences import split  # noqa: E402
from maild.model import Kind, ReadContext  # noqa: E402
from tests.decode.reply import batches  # noqa: E402

SAMPLES = batches.SAMPLES
OUTPUT = ROOT / "maild" / "decode" / "reply" / "grams.json"
TABLES = ("sentences.tsv", "hard.tsv", "lessons.tsv", "corpus.tsv")
EPOCHS, RATE, DECAY, LEAST = 24, 0.5, 2e-5, 2

Lesson = tuple[str, set[str]]  # kind, grams
Weights = dict[str, list[float]]


def main() -> int:
    if "--held-out" in sys.argv:
        held_out()
        return 0
    lessons = all_lessons()
    OUTPUT.write_text(written(*learn(lessons)), encoding="utf-8")
    print(f"{len(lessons)} texts -> {OUTPUT.relative_to(ROOT)}, {OUTPUT.stat().st_size // 1024} KiB")
    return 0


def all_lessons(*, but: str = "") -> list[Lesson]:
    """Everything that is labelled, without the batch `but`."""
    kept = [name for name in batches.names() if name != but]
    return [lesson for lessons in (*map(table, TABLES), *map(of_batch, kept)) for lesson in lessons]


def table(name: str) -> list[Lesson]:
    rows = (line.partition("\t") for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines())
    return [(kind, set(second.grams(split(text)))) for kind, _, text in rows]


def of_batch(name: str) -> list[Lesson]:
    """What people wrote; machines are told by `automatic`."""
    lessons = []
    for sample in batches.batch(name):
        mail = parse(sample.raw)
        if judge(mail, ReadContext()) is None:
            text = own_words(mail, ReadContext()).text or own_subject(mail)
            lessons.append((sample.kind, set(second.grams(split(text)))))
    return lessons


def learn(lessons: Sequence[Lesson]) -> tuple[list[str], list[float], Weights, dict[str, float]]:
    """Softmax regression by AdaGrad over rare-weighted, length-normalised grams."""
    kinds = sorted({kind for kind, _ in lessons})
    seen = Counter(gram for _, found in lessons for gram in found)
    rarity = {gram: 1 + math.log(len(lessons) / count) for gram, count in seen.items() if count >= LEAST}
    rows = []
    for kind, found in lessons:
        known = [gram for gram in found if gram in rarity]
        length = math.sqrt(sum(rarity[gram] ** 2 for gram in known)) or 1.0
        rows.append((kinds.index(kind), [(gram, rarity[gram] / length) for gram in known]))
    weights: Weights = {gram: [0.0] * len(kinds) for gram in rarity}
    moved: Weights = {gram: [1e-3] * len(kinds) for gram in rarity}
    base, base_moved = [0.0] * len(kinds), [1e-3] * len(kinds)
    dice = random.Random(1)
    for _ in range(EPOCHS):
        dice.shuffle(rows)
        for truth, known in rows:
            sums = list(base)
            for gram, share in known:
                for number, weight in enumerate(weights[gram]):
                    sums[number] += share * weight
            top = max(sums)
            odds = [math.exp(one - top) for one in sums]
            total = sum(odds)
            for number, odd in enumerate(odds):
                error = odd / total - (number == truth)
                if abs(error) < 1e-3:
                    continue
                base_moved[number] += error * error
                base[number] -= 0.1 * error / math.sqrt(base_moved[number])
                for gram, share in known:
                    slope = error * share + DECAY * weights[gram][number]
                    moved[gram][number] += slope * slope
                    weights[gram][number] -= RATE * slope / math.sqrt(moved[gram][number])
    return kinds, base, weights, rarity


def written(kinds: list[str], base: list[float], weights: Weights, rarity: dict[str, float]) -> str:
    """A gram a line: how rare it is, and its weights, in hundredths; what speaks for nothing is left out."""
    lines = []
    for gram in sorted(weights):
        row = [round(rarity[gram] * 100), *(round(weight * 100) for weight in weights[gram])]
        lines.append(f"{json.dumps(gram)}:{json.dumps(row, separators=(',', ':'))}")
    head = f'{{"kinds":{json.dumps(kinds)},"base":{json.dumps([round(one, 3) for one in base])},"grams":{{\n'
    return head + ",\n".join(lines) + "\n}}\n"


def held_out() -> None:
    total: Counter[str] = Counter()
    for name in batches.names():
        said = json.loads(written(*learn(all_lessons(but=name))))
        second._said = lambda said=said: said  # type: ignore[misc]
        second._learned.cache_clear()
        count: Counter[str] = Counter()
        for sample in batches.batch(name):
            label, reading = sample.label(), read(sample.raw)
            right = reading.kind == sample.kind or reading.kind in label["acceptable"]  # type: ignore[operator]
            technical = sample.kind.startswith("tech-")
            count["mails"] += 1
            count["right"] += right
            count["falsely completed"] += reading.kind is Kind.COMPLETED and not right
            count["errors missed"] += technical and not right and reading.technical_stage is None
            count["sure"] += reading.sure
            count["sure and wrong"] += reading.sure and not right
            if not right and "--show" in sys.argv:
                why = f"{reading.rule} {reading.evidence[:4]}"
                print(f"   {sample.file} {sample.kind} -> {reading.kind} ({why}) {sample.text[:160]!r}")
        print(name, f"{count['right'] / count['mails']:.3f}", dict(count), flush=True)
        total += count
    print("all", f"{total['right'] / total['mails']:.3f}", dict(total))


if __name__ == "__main__":
    sys.exit(main())
