/** When a pose is undone, and when it is a camera that was moved. Poses are compared by `poseDistance`, px at a width of 640. */
export const moveRules = {
  /** Undone up to here; further off too much of the picture would be missing. */
  undoPx: 12,
  undoTurnDeg: 1.5,
  /** A pose holds for frames without one of their own for so long, and is looked for in so many frames. */
  holdMs: 7 * 86_400_000,
  holdFrames: 24,
  /**
   * A view off by so much has moved. A knock of 15 px at a width of 1280 is 7.5; a third of a pixel each way is the error of
   * a registration, and half a pixel the wind. The most that an untouched trail camera sank on its strap within a month was 5.
   */
  movePx: 6.5,
  /** Frames of one view differ by less: wind shakes a pole by up to 3 px at a width of 1280. */
  agreePx: 2.5,
  /** So many of the last usable frames must agree: rain on a lens, a net or a branch seldom spoil three alike. */
  needed: 3,
  of: 5,
  /** A view is known by the middle of so many frames before. */
  baseline: 8,
  /** A registration of so many spots with such a share needs no second frame that says the same. */
  sure: { inliers: 30, share: 0.25 },
} as const;
