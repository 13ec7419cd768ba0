export { startEdgeAgent, type EdgeAgentOptions } from './agent.ts';
export { edgeConfig, type EdgeConfig } from './config.ts';
export { importFrames, type ImportOptions, type ImportProgress, type ImportSummary } from './import.ts';
export { openSpool, type FrameToSpool, type Spool, type SpoolOptions } from './spool/spool.ts';
export { startUplink, type Uplink, type UplinkOptions } from './uplink/uplink.ts';
