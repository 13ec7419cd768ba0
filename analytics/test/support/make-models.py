#!/usr/bin/python3
"""Writes the small ONNX models of the tests into ../fixtures/models; needs Debian's python3-onnx, no test does.

Four folders hold whole models (model.onnx, model.json, golden.png); the other files are models that something is wrong
with, for which the tests write cards.
"""
import hashlib
import json
import pathlib
import struct
import zlib

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

out = pathlib.Path(__file__).parent.parent / 'fixtures' / 'models'
F = np.float32
picture = h.make_tensor_value_info('picture', T.FLOAT, ['n', 3, 'h', 'w'])


def const(name, value, kind=F):
    return numpy_helper.from_array(np.array(value, kind), name)


def value(name, dims, kind=T.FLOAT):
    return h.make_tensor_value_info(name, kind, dims)


def model(nodes, inputs, outputs, constants=()):
    graph = h.make_graph(nodes, 'g', inputs, outputs, list(constants))
    made = h.make_model(graph, opset_imports=[h.make_opsetid('', 13)], producer_name='fieldlapse-test')
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made


def save(made, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.SerializeToString())


def save_folder(made, name, card, golden):
    folder = out / name / '1.0.0'
    save(made, folder / 'model.onnx')
    (folder / 'golden.png').write_bytes(png(golden))
    sha256 = hashlib.sha256((folder / 'model.onnx').read_bytes()).hexdigest()
    title = {'vi': f'Mô hình thử {name}', 'en': f'Test model {name}'}
    head = {'v': 1, 'name': name, 'version': '1.0.0', 'title': title, 'sha256': sha256, 'opset': 13, 'licence': 'CC0-1.0'}
    text = json.dumps(head | {'trainedOn': 'nothing'} | card, indent=2, ensure_ascii=False)
    (folder / 'model.json').write_text(text + '\n')


def png(rgb):
    height, width, _ = rgb.shape
    rows = b''.join(b'\0' + row.tobytes() for row in rgb)
    chunk = lambda kind, body: struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
    size = struct.pack('>IIBBBBB', width, height, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', size) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def golden_picture(width=40, height=24):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([x * 255 // (width - 1), y * 255 // (height - 1), (x + y) * 3 % 256], 2).astype(np.uint8)


sigmoid = lambda logits: 1 / (1 + np.exp(-logits))
weights = np.array([-4, 8, -4], F)


def plant():
    """Excess green as a segmentation of one channel: as probability, as logits, and four times as coarse."""
    nodes = [
        h.make_node('Conv', ['picture', 'weight'], ['logits']),
        h.make_node('Sigmoid', ['logits'], ['plant']),
        h.make_node('AveragePool', ['plant'], ['coarse'], kernel_shape=[4, 4], strides=[4, 4]),
    ]
    outputs = [value(name, ['n', 1, None, None]) for name in ('plant', 'logits', 'coarse')]
    made = model(nodes, [picture], outputs, [const('weight', weights.reshape(1, 3, 1, 1))])
    golden = golden_picture()
    found = sigmoid(golden.astype(F) / 255 @ weights)
    at = [[0, 0], [39, 0], [5, 20]]
    pair = lambda p: [round(float(1 - p), 6), round(float(p), 6)]
    card = {
        'task': 'segmentation',
        'input': {'name': 'picture', 'size': {'fit': {'longestSidePx': 64, 'multipleOf': 8}}},
        'output': {'name': 'plant', 'kind': 'probability'},
        'classes': ['background', 'plant'],
        'metrics': {'plantCover': ['plant']},
        'golden': {
            'input': 'golden.png',
            'output': {'meanByClass': pair(found.mean()), 'samples': [{'at': [x, y], 'values': pair(found[y, x])} for x, y in at], 'tolerance': 1e-4},
        },
    }
    save_folder(made, 'plant', card, golden)


def colours():
    """Red, green or blue for every pixel: logits of three classes, channels last, of one size alone."""
    nodes = [h.make_node('Mul', ['picture', 'ten'], ['logits'])]
    shape = [1, 24, 40, 3]
    made = model(nodes, [value('picture', shape)], [value('logits', shape)], [const('ten', 10)])
    golden = golden_picture()
    power = np.exp(golden.astype(F) / 255 * 10)
    found = power / power.sum(2, keepdims=True)
    card = {
        'task': 'segmentation',
        'input': {'name': 'picture', 'layout': 'NHWC', 'size': {'fixed': {'width': 40, 'height': 24, 'fit': 'letterbox'}}},
        'output': {'name': 'logits', 'kind': 'logits', 'layout': 'NHWC'},
        'classes': ['soil', 'crop', 'weed'],
        'metrics': {'cropCover': ['crop'], 'weedCover': ['weed'], 'plantCover': ['crop', 'weed']},
        'golden': {'input': 'golden.png', 'output': {'meanByClass': [round(float(v), 6) for v in found.mean((0, 1))], 'tolerance': 1e-4}},
    }
    save_folder(made, 'colours', card, golden)


def brightest():
    """Which channel is brightest: logits of three classes from bytes in the order blue, green, red."""
    nodes = [
        h.make_node('Cast', ['picture'], ['float'], to=T.FLOAT),
        h.make_node('ReduceMean', ['float'], ['mean'], axes=[2, 3], keepdims=0),
        h.make_node('Mul', ['mean', 'gain'], ['logits']),
    ]
    made = model(nodes, [value('picture', [1, 3, 32, 32], T.UINT8)], [value('logits', [1, 3])], [const('gain', 0.1)])
    golden = np.full((32, 32, 3), (10, 40, 20), np.uint8)
    power = np.exp(np.array([2, 4, 1], F))
    size = {'fixed': {'width': 32, 'height': 32, 'fit': 'stretch'}}
    card = {
        'task': 'classification',
        'input': {'name': 'picture', 'type': 'uint8', 'colour': 'BGR', 'size': size},
        'output': {'name': 'logits', 'kind': 'logits'},
        'classes': ['blue', 'green', 'red'],
        'golden': {'input': 'golden.png', 'output': {'probabilities': [round(float(v), 6) for v in power / power.sum()]}},
    }
    save_folder(made, 'brightest', card, golden)


def spots():
    """The reddest pixel as a box of 16 px, in both formats; its score is how red it is. A second, worse box lies beside it."""
    nodes = [
        h.make_node('Gather', ['picture', 'first'], ['red'], axis=1),
        h.make_node('Shape', ['red'], ['shape']),
        h.make_node('Gather', ['shape', 'three'], ['wide']),
        h.make_node('Reshape', ['red', 'flat'], ['row']),
        h.make_node('ArgMax', ['row'], ['at'], axis=0, keepdims=1),
        h.make_node('ReduceMax', ['row'], ['score'], axes=[0], keepdims=1),
        h.make_node('Div', ['at', 'wide'], ['y_whole']),
        h.make_node('Mul', ['y_whole', 'wide'], ['line']),
        h.make_node('Sub', ['at', 'line'], ['x_whole']),
        h.make_node('Cast', ['x_whole'], ['x_corner'], to=T.FLOAT),
        h.make_node('Cast', ['y_whole'], ['y_corner'], to=T.FLOAT),
        h.make_node('Add', ['x_corner', 'half'], ['x']),
        h.make_node('Add', ['y_corner', 'half'], ['y']),
        h.make_node('Sub', ['x', 'eight'], ['left']),
        h.make_node('Sub', ['y', 'eight'], ['top']),
        h.make_node('Add', ['x', 'eight'], ['right']),
        h.make_node('Add', ['y', 'eight'], ['bottom']),
        h.make_node('Mul', ['score', 'half'], ['worse']),
        h.make_node('Concat', ['left', 'top', 'right', 'bottom', 'score', 'nought'], ['better_row'], axis=0),
        h.make_node('Concat', ['left', 'top', 'right', 'y', 'worse', 'nought'], ['worse_row'], axis=0),
        h.make_node('Concat', ['better_row', 'worse_row'], ['twelve'], axis=0),
        h.make_node('Reshape', ['twelve', 'two_by_six'], ['rows']),
        h.make_node('Concat', ['x', 'y', 'sixteen', 'sixteen', 'score', 'nought'], ['better_column'], axis=0),
        h.make_node('Concat', ['x', 'y', 'sixteen', 'sixteen', 'nought', 'worse'], ['other_column'], axis=0),
        h.make_node('Concat', ['better_column', 'other_column'], ['columns'], axis=0),
        h.make_node('Reshape', ['columns', 'two_by_six'], ['yolo_rows']),
        h.make_node('Transpose', ['yolo_rows'], ['yolo'], perm=[0, 2, 1]),
    ]
    constants = [
        const('first', [0], np.int64),
        const('three', [3], np.int64),
        const('flat', [-1], np.int64),
        const('two_by_six', [1, 2, 6], np.int64),
        *[const(name, [number]) for name, number in (('half', 0.5), ('eight', 8), ('sixteen', 16), ('nought', 0))],
    ]
    outputs = [value('rows', [1, 2, 6]), value('yolo_rows', [1, 2, 6]), value('yolo', [1, 6, 2])]
    made = model(nodes, [picture], outputs, constants)
    golden = np.zeros((64, 64, 3), np.uint8)
    golden[20, 40] = (255, 0, 0)
    box = {'left': 32.5 / 64, 'top': 12.5 / 64, 'right': 48.5 / 64, 'bottom': 28.5 / 64, 'class': 'egg', 'score': 1}
    card = {
        'task': 'detection',
        'input': {'name': 'picture', 'size': {'tiles': {'tilePx': 64, 'overlapPx': 20}}},
        'output': {'name': 'rows', 'kind': 'boxes', 'format': 'xyxy-score-class'},
        'classes': ['egg', 'stone'],
        'metrics': {'count': ['egg']},
        'golden': {'input': 'golden.png', 'output': {'boxes': [box]}},
    }
    save_folder(made, 'spots', card, golden)


def wrong():
    """Models that only some pictures, or none, come through."""
    one = value('plant', ['n', 1, None, None])
    mean = h.make_node('ReduceMean', ['picture'], ['mean'], axes=[1, 2, 3], keepdims=1)
    green = [h.make_node('Gather', ['picture', 'green'], ['channel'], axis=1)]
    which = const('green', [1], np.int64)
    # Not finite where the picture is black.
    nodes = [mean, *green, h.make_node('Log', ['mean'], ['log']), h.make_node('Add', ['channel', 'log'], ['plant'])]
    save(model(nodes, [picture], [one], [which]), out / 'not-finite.onnx')
    # As many numbers as 1 / mean squared: 4 TB where the picture is black.
    nodes = [
        mean,
        *green,
        h.make_node('ReduceMean', ['picture'], ['scalar'], keepdims=0),
        h.make_node('Max', ['scalar', 'little'], ['above']),
        h.make_node('Reciprocal', ['above'], ['many']),
        h.make_node('Mul', ['many', 'many'], ['more']),
        h.make_node('Cast', ['more'], ['whole'], to=T.INT64),
        h.make_node('Reshape', ['whole', 'flat'], ['size']),
        h.make_node('Expand', ['scalar', 'size'], ['wide']),
        h.make_node('ReduceMean', ['wide'], ['same'], keepdims=0),
        h.make_node('Mul', ['channel', 'same'], ['plant']),
    ]
    flat = const('flat', [1], np.int64)
    save(model(nodes, [picture], [one], [which, const('little', 1e-6), flat]), out / 'memory.onnx')
    # 1.6 GB for every picture.
    nodes = [
        mean,
        *green,
        h.make_node('ReduceMean', ['picture'], ['scalar'], keepdims=0),
        h.make_node('Expand', ['scalar', 'size'], ['wide']),
        h.make_node('ReduceMean', ['wide'], ['same'], keepdims=0),
        h.make_node('Mul', ['channel', 'same'], ['plant']),
    ]
    save(model(nodes, [picture], [one], [which, const('size', [400_000_000], np.int64)]), out / 'greedy.onnx')
    save(looping(False, which), out / 'endless.onnx')
    save(looping(True, which), out / 'endless-in-the-dark.onnx')
    # Numbers of another type, four channels, numbers in another file.
    nodes = [*green, h.make_node('Cast', ['channel'], ['plant'], to=T.DOUBLE)]
    save(model(nodes, [picture], [value('plant', ['n', 1, None, None], T.DOUBLE)], [which]), out / 'double.onnx')
    four = value('picture', [1, 4, 'h', 'w'])
    save(model(green[:0] + [h.make_node('Gather', ['picture', 'green'], ['plant'], axis=1)], [four], [one], [which]), out / 'four-channels.onnx')
    nodes = [h.make_node('Conv', ['picture', 'weight'], ['plant'])]
    made = model(nodes, [picture], [one], [const('weight', weights.reshape(1, 3, 1, 1))])
    onnx.save_model(made, str(out / 'external.onnx'), save_as_external_data=True, location='external.bin', size_threshold=0)
    body = onnx.load(str(out / 'external.onnx'), load_external_data=False).graph.initializer[0]
    nodes = [h.make_node('Constant', [], ['weight'], value=body), h.make_node('Conv', ['picture', 'weight'], ['plant'])]
    graph = h.make_graph(nodes, 'g', [picture], [one])
    hidden = h.make_model(graph, opset_imports=[h.make_opsetid('', 13)])
    hidden.ir_version = 8
    save(hidden, out / 'external-constant.onnx')


def looping(in_the_dark, which):
    """Goes round for ever; or only where the picture is black."""
    kind = lambda name: value(name, ['n', 1, 'h', 'w'])
    body = h.make_graph(
        [h.make_node('Identity', ['go'], ['go_on']), h.make_node('Identity', ['carried'], ['carry'])],
        'body',
        [value('round', [], T.INT64), value('go', [], T.BOOL), kind('carried')],
        [value('go_on', [], T.BOOL), kind('carry')],
    )
    nodes = [
        h.make_node('Gather', ['picture', 'green'], ['channel'], axis=1),
        h.make_node('ReduceMean', ['picture'], ['scalar'], keepdims=0),
        h.make_node('Less', ['scalar', 'limit'], ['start']),
        h.make_node('Loop', ['', 'start', 'channel'], ['plant'], body=body),
    ]
    return model(nodes, [picture], [kind('plant')], [which, const('limit', 0.01 if in_the_dark else 2)])


for make in (plant, colours, brightest, spots, wrong):
    make()
