export { intakeConfig, type IntakeConfig } from './intake/config.ts';
export { startIntake, type Intake, type IntakeMetrics, type IntakeOptions } from './intake/start-intake.ts';
export type { Health } from './intake/store-gate.ts';
