/** Blob key of the picture that shows a move: the old view under the new one. */
export function ghostKey(move: string): string {
  return `ghosts/${move}.jpg`;
}
