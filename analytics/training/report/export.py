"""From a fitted network to what is shipped: model.onnx, golden.png and model.json."""

import hashlib
import json
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from onnx import shape_inference

from learn.network import Canopy, CropWeed, PlantNet
from learn.photos import Photos
from report.accuracy import beats_index, card_tables
from report.score import CLASS_THRESHOLD

OPSET = 13
GOLDEN = {"number": 100, "left": 250, "top": 20, "width": 96, "height": 64}
ATTRIBUTION = (
    "Trained on the Peanut dataset (https://github.com/ptdkhoa/Peanut-dataset), © 2023 Thi Hoang Yen Tran, "
    "Tran Dang Khoa Phan, CC BY-SA 4.0; IEEE Access 11 (2023) 82640. golden.png is a part of its photo 0100, reduced."
)

KINDS = {
    "canopy": {
        "version": "1.0.0",
        "module": Canopy,
        "title": {"vi": "Tán lá: cây và đất", "en": "Canopy: plant against soil"},
        "experimental": False,
        "output": "plant",
        "threshold": None,
        "classes": ["background", "plant"],
        "metrics": {"plantCover": ["plant"]},
        "failures": [
            "Far views, such as a forest to the horizon: most of it is missed (24 % where the index finds 70 %).",
            "Closed canopies were only learnt from mosaics of these photos. On such mosaics of an unseen scene, 60-100 % "
            "covered, the cover is wrong by 4.6 points on average and 26 at most (index: 25 and 61).",
            "Dry straw and withered weeds, which the labels count as weeds, are missed.",
            "Seedlings and blades of a few pixels, and dark weeds on pale ground, are found in part.",
        ],
    },
    "crop-weed": {
        "version": "0.1.0",
        "module": CropWeed,
        "title": {"vi": "Cây trồng và cỏ dại (thử nghiệm)", "en": "Crop against weed (experimental)"},
        "experimental": True,
        "output": "classes",
        "threshold": CLASS_THRESHOLD,
        "classes": ["background", "crop", "weed"],
        "metrics": {"cropCover": ["crop"], "weedCover": ["weed"]},
        "failures": [
            "Weeds are undercounted, by about two fifths of their area: weedCover tells more from less, not how much.",
            "A plant is told from another by its size and colour only: large weeds pass as crop, seedlings of the crop as weeds.",
            "All that canopy 1.0.0 fails on.",
        ],
    },
}


def export(network: PlantNet, name: str, photos: Photos, threshold: float, accuracy: dict, out: Path) -> Path:
    """Writes OUT/NAME/VERSION; returns that folder."""
    kind = KINDS[name]
    folder = out / name / kind["version"]
    folder.mkdir(parents=True, exist_ok=True)
    model = kind["module"](network).eval()
    write_onnx(model, kind["output"], folder / "model.onnx")
    crop = golden_crop(photos)
    cv2.imwrite(str(folder / "golden.png"), crop[..., ::-1])
    card = {
        "v": 1,
        "name": name,
        "version": kind["version"],
        "task": "segmentation",
        "title": kind["title"],
        "experimental": kind["experimental"],
        "default": name == "canopy" and beats_index(accuracy),
        "sha256": hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest(),
        "opset": OPSET,
        "licence": "CC-BY-SA-4.0",
        "attribution": ATTRIBUTION,
        "trainedOn": "280 photos of young peanut with weeds in fields near Da Nang, Vietnam, seen from above by day, "
        "480 × 360 px (analytics/training)",
        "validatedFor": ["peanut"],
        "input": {
            "name": "picture",
            "layout": "NCHW",
            "colour": "RGB",
            "scale": 1 / 255,
            "mean": [0, 0, 0],
            "std": [1, 1, 1],
            "size": {"fit": {"longestSidePx": 480, "multipleOf": 8}},
        },
        "output": {"name": kind["output"], "kind": "probability", "layout": "NCHW"},
        "classes": kind["classes"],
        "threshold": kind["threshold"] or threshold,
        "metrics": kind["metrics"],
        "accuracy": card_tables(accuracy, name, kind["failures"]),
        "golden": {"input": "golden.png", "output": golden_output(model, crop)},
    }
    (folder / "model.json").write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return folder


def write_onnx(model: torch.nn.Module, output: str, file: Path) -> None:
    torch.onnx.export(
        model.to(memory_format=torch.contiguous_format),
        torch.rand(1, 3, 64, 96),
        str(file),
        opset_version=OPSET,
        input_names=["picture"],
        output_names=[output],
        dynamic_axes={"picture": {2: "height", 3: "width"}, output: {2: "height", 3: "width"}},
    )
    onnx.checker.check_model(shape_inference.infer_shapes(onnx.load(str(file))))


def golden_crop(photos: Photos) -> np.ndarray:
    left, top = GOLDEN["left"], GOLDEN["top"]
    picture = photos.only([GOLDEN["number"]]).pictures[0]
    return picture[top : top + GOLDEN["height"], left : left + GOLDEN["width"]]


def golden_output(model: torch.nn.Module, crop: np.ndarray) -> dict:
    """What the card promises for golden.png: means of the classes, and some pixels; one channel is the last of two classes."""
    with torch.no_grad():
        out = model(torch.from_numpy(np.ascontiguousarray(crop)).permute(2, 0, 1)[None].float() / 255)[0].numpy()
    if len(out) == 1:
        out = np.concatenate([1 - out, out])
    places = [(x, y) for y in (5, 32, 58) for x in (7, 33, 62, 90)]
    return {
        "meanByClass": [round(float(v), 6) for v in out.mean((1, 2))],
        "samples": [{"at": [x, y], "values": [round(float(v), 6) for v in out[:, y, x]]} for x, y in places],
        "tolerance": 1e-4,
    }
