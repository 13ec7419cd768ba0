/**
 * Gives the memory of pixels or probabilities back that nobody reads any more; they are empty then. Left to the collector, the
 * megabytes of each frame send it over the whole heap every few frames, which costs more than measuring their pixels.
 */
export function giveBack({ buffer, byteLength }: Uint8Array | Float32Array): void {
  // A small buffer lies in memory that others share.
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}
