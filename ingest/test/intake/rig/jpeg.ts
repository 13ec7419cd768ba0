// A grey 8 × 8 baseline JPEG without its end marker.
const head = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/AA==',
  'base64',
);

/** A real JPEG of at least `size` bytes, all of it decided by `seed`: comment segments stand before the picture. */
export function jpegOf(seed: number, size = 1000): Buffer {
  let state = seed >>> 0 || 1;
  const comments: Buffer[] = [];
  for (let left = size - head.length; left > 0;) {
    const length = Math.min(left, 60_000);
    const comment = Buffer.alloc(length + 4);
    comment.writeUInt16BE(0xfffe, 0);
    comment.writeUInt16BE(length + 2, 2);
    for (let at = 4; at < comment.length; at += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      comment[at] = state >>> 24;
    }
    comments.push(comment);
    left -= length;
  }
  return Buffer.concat([head.subarray(0, 2), ...comments, head.subarray(2), Buffer.from([0xff, 0xd9])]);
}
