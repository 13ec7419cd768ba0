export { startEdgeAgent, type EdgeAgentOptions } from './agent.ts';
export { edgeConfig, type EdgeConfig } from './config.ts';
export { importFrames, type ImportOptions, type ImportProgress, type ImportSummary } from './import.ts';
