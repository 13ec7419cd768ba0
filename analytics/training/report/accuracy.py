"""The tables of a card, from the folds."""

from report.score import combined_comparison

# Scenes that the recipe was made on; the others were first measured when it was settled (README.md, "What was looked at").
DEVELOPED_ON = (1, 2, 3)

DEFINITIONS = {
    "fresh": "whole contiguous blocks of photos held out together, cut where the photos change place or light: no neighbour trained on",
    "similar": "every fifth photo of the other blocks, whose neighbours are trained on; copies of one photo stay together",
}
SHOWN = ("photos", "iou", "coverErrorMean", "coverErrorMax", "coverErrorMaxPhoto", "coverBias")

# What each model is compared on: the canopy against the clamped index, the classes by themselves.
COLUMNS = {"canopy": ("model", "index"), "crop-weed": ("crop", "weed")}


def accuracy_of(folds: list[dict]) -> dict:
    """All folds as one, the fresh ones on whose scenes nothing was chosen as one, and each fold."""
    untouched = [fold["fresh"] for fold in folds if fold["scene"] not in DEVELOPED_ON]
    pooled = {kind: combined_comparison([fold[kind] for fold in folds]) for kind in DEFINITIONS}
    return {"allScenes": pooled, "untouchedFresh": combined_comparison(untouched), "folds": folds}


def beats_index(accuracy: dict) -> bool:
    """The gate of the default method: 0.05 IoU above the index on fresh and on similar photos, all folds pooled."""
    pairs = [accuracy["allScenes"][kind] for kind in DEFINITIONS]
    return all(pair["model"]["iou"] >= pair["index"]["iou"] + 0.05 for pair in pairs)


def card_tables(accuracy: dict, name: str, failures: list[str]) -> dict:
    """What the card of model `name` shows."""

    def shown(comparison: dict) -> dict:
        spread = ("coverSpread",) if name == "crop-weed" else ()
        return {column: {key: comparison[column][key] for key in SHOWN + spread} for column in COLUMNS[name]}

    tables: dict[str, dict] = {}
    for kind, definition in DEFINITIONS.items():
        folds = [{"photos": fold["photos"], "trainedOn": fold["trainedOn"], **shown(fold[kind])} for fold in accuracy["folds"]]
        tables[kind] = {"definition": definition, "allScenes": shown(accuracy["allScenes"][kind]), "folds": folds}
    tables["fresh"]["untouchedScenes"] = shown(accuracy["untouchedFresh"])
    return {
        "measuredOn": "480 × 360 px; IoU of all pixels pooled; cover errors in percentage points; untouchedScenes are "
        "photos 0139-0280, on which nothing was chosen",
        **tables,
        "failures": failures,
    }
