import type { FrameMeasure, MetricName, WithheldReason } from '@fieldlapse/contracts';

/** No value of these metrics, all for one reason. */
export function withheldAll(metrics: readonly MetricName[], why: WithheldReason): FrameMeasure {
  return { values: {}, uncertainty: {}, withheld: Object.fromEntries(metrics.map((metric) => [metric, why])) };
}
