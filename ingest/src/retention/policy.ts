/** Which pictures may be deleted once films show them. */
export interface RetentionPolicy {
  /** Local days whose pictures are all kept. */
  readonly keepOriginalsDays: number;
  /** Pictures of every older day that stay: the best ones, spread evenly over it. */
  readonly keepPerDay: number;
  /** Pictures go, oldest first, only while less than this is free; always where absent. */
  readonly minFreeBytes?: number | undefined;
}
