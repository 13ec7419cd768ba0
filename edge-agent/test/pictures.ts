import { randomBytes } from 'node:crypto';

/** 64 × 48 pixels of noise. */
const base = [
  '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHj',
  'shITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAwAEADASIAAhEBAxEB/8QAGAAB',
  'AQEBAQAAAAAAAAAAAAAAAQACAwT/xAAsEAACAQMCBQMEAgMAAAAAAAABEQIAITESQQMiUXHwYZGhMoGx0RPBQuHx/8QAFgEBAQEAAAAAAAAAAA',
  'AAAAAAAQAC/8QAHBEAAwEAAgMAAAAAAAAAAAAAAAERITFBUWGB/9oADAMBAAIRAxEAPwDzyk3OJ+k2mS/imJ5tidgrXwRWFolqiAgpJ5IfU1u2',
  'qcNLmCFYO+/e4qejBXLod2mftf5qADiQ4yykxYP4dZPD0xmsbxBNgOv7pMoxgQGUTkj0WXewqM8YuQuNwOZh2fw6Xw4uGgAIkkXIHzWZGUUIFi',
  'JZBT3VEpSmMaAESIg2L6m4yasaFradJR1AiZEhm2Y/GBQANB0ggFkRBvnpSEeGoTFrApFIb9EaJ2GnVpBF5O56eelC8AlkAnU5ExIAwZBq9anE',
  'Ec0gSsSDyf8AZNDMSObVGUeZAY2+/wDdBkJCUsgILc7bXpZEDzCQAMjnfuvPxSISIiJi4LZLAslbb3p1SjISIUjkJaetu9ZJM4kxiDFM2fWy3x',
  '8VLUVkQgR0qRFxvbyz/wCUAwjAAFoso4DS/FUSXZx1f46bqwFvamM1EylyAIqNnt0VBSijxNY5OpRY7OucozMlYkAhp5v+81Ba0Y39VUYISMyc',
  'Wi3v5bN61orDZ4ggYxELkahamUdRk+IAiSRG6IJ9DWMXnKY6xaD2C/reoRfDB5eVhO1+2bUQ00iEpOY1OViicddsUxRMv4weWQABvtg59KeL9I',
  'hYklsb9fewqM9UWQIcOKNxj91KtVGPRMxmNZJKchEm4F2tvPucJGJJA6zJjj7+b10EASND5pWisPN/aucuHNR5dUmGrr370fS6IA6YiOYlxIHf',
  'rbamSnr5IoLUAWzfx3qY1kWBkgXHxWO3tRqkleMgLaR52x+KRarP/9k=',
].join('');

/** A whole JPEG of about `bytes`: a real picture with comments of random bytes, so that no two are alike. */
export function picture(bytes = 20_000): Buffer {
  const small = Buffer.from(base, 'base64');
  const parts: Buffer[] = [small.subarray(0, 2)];
  for (let left = Math.max(16, bytes - small.length); left > 0; left -= 65_000) {
    const comment = randomBytes(Math.min(left, 65_000));
    const head = Buffer.from([0xff, 0xfe, 0, 0]);
    head.writeUInt16BE(comment.length + 2, 2);
    parts.push(head, comment);
  }
  return Buffer.concat([...parts, small.subarray(2)]);
}
