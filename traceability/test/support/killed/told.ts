/** What the killed process was told is done, a line each. */
export type Told =
  | { readonly head: string }
  | { readonly fact: number; readonly lots: readonly string[] }
  | { readonly label: number; readonly lot: string }
  | { readonly printed: string; readonly lot: string }
  | { readonly erased: number }
  | { readonly corrected: number };

/** All that was told so far, and what the owners of the feeds have written. */
export interface Ledger {
  readonly told: Told[];
  /** Edges of alerts by their source: standing, or taken back. */
  readonly edges: Map<string, { readonly lot: string; readonly isWithdrawn: boolean }>;
  /** Sources of what else the feeds hold: answers, days of sensors, growth of days; each once on its lot. */
  readonly seen: Map<string, string>;
}
