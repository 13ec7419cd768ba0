export * from './atomic-file.ts';
export * from './bounded-queue.ts';
export * from './clock.ts';
export * from './duration.ts';
export * from './lifecycle.ts';
export * from './load-config.ts';
export * from './logger.ts';
export * from './mqtt-session.ts';
