import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelCard } from '@fieldlapse/analytics';
import { z } from 'zod';
import { root } from '../source-tree.ts';
import { rowsBelow, type Schema } from './config-page.ts';

export const cardExample = 'docs/examples/model.json';

/** JSON Schema of a card, for editors: `docs/model-card.schema.json`. */
export function cardSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(modelCard, { io: 'input' });
  return `${JSON.stringify({ $schema, title: 'model.json of Fieldlapse', ...rest }, null, 2)}\n`;
}

/** The text of docs/models.md. */
export function modelsPage(): string {
  const { oneOf: tasks = [] } = z.toJSONSchema(modelCard, { io: 'input' }) as Schema;
  const tables = tasks.map((schema) => ({
    task: String(schema.properties?.['task']?.const),
    rows: rowsBelow('', schema),
  }));
  const [first = [], ...others] = tables.map(({ rows }) => rows);
  const common = first.filter((row) => others.every((rows) => rows.includes(row)));
  const own = tables.map(({ task, rows }) => `### ${task}\n\n${table(rows.filter((row) => !common.includes(row)))}`);
  const example = readFileSync(join(root, cardExample), 'utf8').trimEnd();
  return `${introduction}
## An example

[${cardExample}](${cardExample.replace(/^docs\//, '')}), for a network of three classes whose input is 512 × 512:

\`\`\`json
${example}
\`\`\`

## Fields of every card

${table(common)}

${own.join('\n\n')}
`;
}

const table = (rows: readonly string[]) =>
  ['| field | what may be written | default | what it is |', '|---|---|---|---|', ...rows].join('\n');

const introduction = `# Bring your own model

The tables below are written by \`node tools/docs.ts\` from the schema in the code; a test compares.

Fieldlapse measures with any ONNX model that takes one picture and says what is on it: a class for every pixel (segmentation), a class for the picture
(classification), or boxes (detection). No code is needed, only two files in the data folder:

\`\`\`
DATA/models/<name>/<version>/model.onnx     the network, in one file
DATA/models/<name>/<version>/model.json     its card: what it takes, what it gives, where it comes from
DATA/models/<name>/<version>/golden.png     if the card has a golden test
\`\`\`

\`fieldlapse model check FOLDER\` says whether the server will take it, and if not, which field is wrong; \`fieldlapse model list\` shows those that are there. A running
server looks into the folder every few seconds: a new or mended model needs no restart, and frames that wait for it are measured then.

## How to make a card

1. Export the network to ONNX **in one file**, opset 7 or later. Names and shapes of its tensors: \`python3 -c "import onnx; m = onnx.load('model.onnx').graph; print(m.input, m.output)"\`, or write
   any name into the card: the refusal lists those that there are.
2. Say in \`input\` what the network was trained with: size, order of channels, and \`(pixel × scale − mean) ÷ std\`. Of the usual recipes, ImageNet's is \`mean\` [0.485, 0.456, 0.406], \`std\`
   [0.229, 0.224, 0.225]; YOLO's is none of both, and \`letterbox\`.
3. Say in \`output\` which tensor counts and what its numbers are, and name the \`classes\` in their order.
4. Say in \`metrics\` which classes make which cover, or which are counted. A model without metrics still runs, its classes are kept with the frame.
5. \`sha256sum model.onnx\` goes into \`sha256\`.
6. Worth the trouble: a **golden test**, a PNG with what the network gives for it in the tool that it was trained with. It finds a wrong \`scale\` or swapped channels, which nothing else would
   tell: the numbers would just be worse.

## What the picture becomes

| \`input.size\` | what the model sees | for |
|---|---|---|
| \`fit\` | the picture as it is measured (640 px wide), reduced by area means until its longest side fits; sides are filled up to \`multipleOf\` at the right and at the bottom by repeating the edge | networks of any size |
| \`fixed\`, \`letterbox\` | the same in the middle of one size, grey bars around it | most detectors |
| \`fixed\`, \`stretch\` | the same at one size, out of shape | classifiers |
| \`tiles\` | the whole picture at its own size in overlapping squares; probabilities are blended where squares overlap, boxes that two squares see are counted once | small things in large pictures: slow |

## What comes out

Cover is the share of the area's pixels where the probabilities of the metric's classes add up to \`threshold\`. Its **uncertainty** is how far it moves when the threshold moves by ±0.1, halved: what
the model itself is undecided about. It says nothing of a crop that the model has never seen: that is what \`validatedFor\` is for, and a metric of another crop is shown as not validated.
A count is the number of boxes whose centre lies in the area; its uncertainty is the standard deviation of a count whose every box is there with the probability of its score.

Every value keeps name and version of its model, and its hash: SHA-256 over those of \`model.onnx\` and \`model.json\`. With a byte of either changed it is another model, and its values are kept apart.

## What is refused, and what is not trusted

A model is tried in a process of its own before the server runs it: hash, card, tensors, the golden test, and the largest picture that it can be given. One that crashes there, takes more memory
(\`memoryMb\`) or more time (\`timeLimit\`) than it may, or gives numbers that are none, is refused by name; everything else goes on. After that it runs in a thread of the server. What remains: a model that only *some* pictures send into an endless loop costs that thread's core until the server is restarted (it is replaced,
the model is refused), and one that only some pictures make grow beyond the machine's memory can end the server. So take models from people whom you trust, as you would a program.

A model that keeps its numbers in other files (\`external data\`) is refused before it is opened: the library would read whatever path it names. Models run on the processor, one thread each.
`;
