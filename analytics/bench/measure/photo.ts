import sharp from 'sharp';

/** A JPEG of that size: rows of plants on soil under noise, which costs a decoder as much as a field does. */
export async function fieldPhoto(width: number, height: number): Promise<Buffer> {
  const small = { width: 640, height: Math.round((640 * height) / width), channels: 3 as const };
  const pixels = Buffer.alloc(small.width * small.height * 3);
  for (let at = 0; at < small.width * small.height; at += 1) {
    const isPlant = (at % small.width) % 23 < 9;
    const colour = isPlant ? [74, 128, 52] : [128, 106, 82];
    for (let channel = 0; channel < 3; channel += 1)
      pixels[at * 3 + channel] = colour[channel]! + ((at * 7919) % 29) - 14;
  }
  const noise = sharp({
    create: { width, height, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 12 } },
  });
  const grain = await noise.png().toBuffer();
  return sharp(pixels, { raw: small })
    .resize(width, height, { fit: 'fill' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 88 })
    .toBuffer();
}
