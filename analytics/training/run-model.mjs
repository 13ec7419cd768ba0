// `node run-model.mjs MODEL WIDTH HEIGHT < frames > floats`: RGB bytes, picture after picture, through an ONNX model with
// the product's runtime; its output as float32, picture after picture. Milliseconds per picture (medians of wall and CPU
// time, one thread) go to standard error.
import ort from 'onnxruntime-node';

const [model, width, height] = process.argv.slice(2);
const [w, h] = [Number(width), Number(height)];
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const [wallMs, cpuMs] = [[], []];
let held = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  held = Buffer.concat([held, chunk]);
  while (held.length >= w * h * 3) {
    const picture = tensorOf(held.subarray(0, w * h * 3));
    held = held.subarray(w * h * 3);
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    const output = Object.values(await session.run({ picture }))[0];
    wallMs.push(performance.now() - wall);
    const used = process.cpuUsage(cpu);
    cpuMs.push((used.user + used.system) / 1000);
    const { buffer, byteOffset, byteLength } = output.data;
    process.stdout.write(Buffer.from(buffer, byteOffset, byteLength));
  }
}
process.stderr.write(JSON.stringify({ pictures: wallMs.length, wallMs: median(wallMs), cpuMs: median(cpuMs) }));

function tensorOf(rgb) {
  const values = new Float32Array(3 * w * h);
  for (let at = 0; at < w * h; at += 1) {
    for (let channel = 0; channel < 3; channel += 1) values[channel * w * h + at] = rgb[at * 3 + channel] / 255;
  }
  return new ort.Tensor('float32', values, [1, 3, h, w]);
}

function median(values) {
  return Number(values.sort((a, b) => a - b)[values.length >> 1]?.toFixed(1));
}
