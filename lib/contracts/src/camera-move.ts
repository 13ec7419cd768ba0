/** A camera that looks elsewhere than before, as found by several frames that agree. */
export interface CameraMove {
  readonly id: string;
  readonly site: string;
  readonly camera: string;
  /** The first frame of the new view, and when it was taken, UTC ms. */
  readonly f: string;
  readonly observedAt: number;
  /** Shift of the picture in px at a width of 640, right and down, and turn in degrees; null where too little is left of the old view. */
  readonly shift: { readonly dxPx: number; readonly dyPx: number; readonly rotationDeg: number } | null;
  /** `confirmed`: the new view is the camera's view from that frame on. `dismissed`: it was no move. */
  readonly state: 'open' | 'confirmed' | 'dismissed';
}

/** Moves of cameras, and what people say to them. */
export interface CameraMoves {
  /** Newest first. */
  list(site: string, camera: string): Promise<readonly CameraMove[]>;
  /** JPEG of the old view with the new one over it; throws `MOVE_MISSING`. */
  ghost(id: string): Promise<Buffer>;
  /** Throws `MOVE_MISSING`. */
  decide(id: string, state: 'confirmed' | 'dismissed'): Promise<CameraMove>;
}
