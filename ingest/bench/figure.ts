/** One line of a benchmark's table. */
export interface BenchFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it should reach, and whether it did. */
  readonly goal?: string;
  readonly met?: boolean;
}
