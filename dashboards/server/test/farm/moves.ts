import { FieldlapseError, type CameraMove, type CameraMoves } from '@fieldlapse/contracts';

/** Moves that remember what was decided; the ghost of each is the same picture. */
export function movesOf(found: readonly CameraMove[], ghost: Buffer): CameraMoves {
  const moves = new Map(found.map((move) => [move.id, move]));
  const known = (id: string): CameraMove => {
    const move = moves.get(id);
    if (!move) throw new FieldlapseError('MOVE_MISSING', `move ${id}`);
    return move;
  };
  return {
    list: async (site, camera) => [...moves.values()].filter((move) => move.site === site && move.camera === camera),
    async ghost(id) {
      known(id);
      return ghost;
    },
    async decide(id, state) {
      const move = { ...known(id), state };
      moves.set(id, move);
      return move;
    },
  };
}
