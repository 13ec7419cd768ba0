export { createKeyRing, readKeyRing, type KeyRing } from './keys/key-ring.ts';
export { replaceLog, retireKey, rotateKey } from './keys/rotate.ts';
export { openLog, type LogOptions, type PlacedEntry, type TransparencyLog } from './log/open-log.ts';
export type { NewEntry } from './log/place-entries.ts';
export { openDiskTiles, type TileStore } from './log/tiles/tile-store.ts';
export { askWitness } from './witness/witness-client.ts';
export { checkWithWitnesses, startWitnessRounds, type WitnessReport } from './witness/witness-rounds.ts';
export { startWitness, type WitnessOptions } from './witness/witness-server.ts';
export { checkLog, type CheckedLog } from './log/check-log.ts';
export { diskTileReader } from './log/tiles/tile-store.ts';
export { labelPng, labelSheetPdf, labelSvg } from './labels/draw.ts';
export { labelOf, largestVersion, type Label } from './labels/label.ts';
export { openLogView, type LogView } from './proof/log-view.ts';
export { lotFileOf, lotProofsOf } from './proof/lot-proofs.ts';
export { openPublicLots, type PublicLotsParts } from './public/public-lots.ts';
export { writeLotFile, writeTlogProof, type LotFileOptions } from './proof/lot-file.ts';
export {
  openWitnessedLog,
  type WitnessedLogOptions,
  type WitnessedTransparencyLog,
} from './witness/open-witnessed-log.ts';
export { anchorOf, type Anchor, type AnchorTrouble } from './anchor/anchor.ts';
export { createAnchorKey, readAnchorKey, type AnchorKey } from './anchor/anchor-key.ts';
export { contractAddress, type AnchorConfig } from './anchor/anchor-config.ts';
export { isSamePlace, readAnchorState, type AnchorState } from './anchor/anchor-state.ts';
export { checkAnchor, type CheckedAnchor } from './anchor/check-anchor.ts';
export type { Deployed } from './anchor/evm/evm-writer.ts';
export { deployAnchor, describeAnchorAccount, openAnchorReader, openAnchorWriter } from './anchor/open-anchor.ts';
export { eventIdOf, hashEpcis, type HashedEvent } from './epcis/hash/event-hash.ts';
export { parseEpcis } from './epcis/parse-epcis.ts';
export type { EpcisFault, FaultCode } from './epcis/validate/fault.ts';
export { isValidEpcis, validateEpcis } from './epcis/validate/validate.ts';
export { openEpcisCaptures, type EpcisCapturesParts } from './captures/open-captures.ts';
export { appendWaiting } from './chain/append-waiting.ts';
export { askErasure, askLabel, askRelease } from './chain/ask-entry.ts';
export { traceabilityConfig, type TraceabilityConfig } from './config.ts';
export { parseFact, type Fact, type FactKind, type FactOf, type RecordedFact } from './lots/facts/fact.ts';
export type { FieldFact } from './lots/facts/field-facts.ts';
export { recordedFactOf } from './lots/records/history.ts';
export { lotsOfFact } from './lots/records/lots-of-fact.ts';
export { lotIdOf, type NewLot } from './lots/records/create-lot.ts';
export { openLots, type AskedFact, type Lots, type LotsParts, type Recorded } from './lots/records/open-lots.ts';
export { placesOf, type Places } from './lots/records/places.ts';
export type { NewCorrection, NewFact, Outcome } from './lots/records/record-fact.ts';
export type { EarlyHarvest } from './lots/rules/intervals.ts';
export { alertAddress } from './service/feeds/alerts.ts';
export type { FilmFeed, PublishedFilm } from './service/feeds/films.ts';
export { startTraceability, type EventLog, type Traceability, type TraceabilityParts } from './service/start.ts';
