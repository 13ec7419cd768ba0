export { intakeConfig, type IntakeConfig } from './intake/config.ts';
export { startIntake, type Intake, type IntakeMetrics, type IntakeOptions } from './intake/start-intake.ts';
export type { Health } from './intake/commit/store-gate.ts';
export { filmReaderConfig, timelapseConfig, type FilmReaderConfig, type TimelapseConfig } from './timelapse/config.ts';
export { openFilmReader, type FilmReaderParts } from './timelapse/films/open-film-reader.ts';
export { startTimelapse, type TimelapseParts } from './timelapse/start.ts';
