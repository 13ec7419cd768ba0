export { startBroker, type Broker, type BrokerOptions } from './broker.ts';
export { brokerConfig, type BrokerConfig } from './config.ts';
export type { BrokerMetrics } from './metrics.ts';
export type { Identity } from './access/rights.ts';
