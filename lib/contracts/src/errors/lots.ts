export const lotErrors = {
  EPCIS_UNREADABLE: {
    meaning: 'A file is no JSON, or nested or large beyond what EPCIS documents are.',
    remedy: 'The message says where; give an EPCIS 2.0 document in JSON or JSON-LD, UTF-8.',
  },
  EPCIS_INVALID: {
    meaning: 'An EPCIS document or event breaks a rule of the standard.',
    remedy:
      'The message names the place; `fieldlapse epcis validate FILE` lists every fault and what to write instead.',
  },
  EVENT_EXISTS: {
    meaning: 'An event of that id is kept already.',
    remedy: 'Send an event once. Where it was wrong, send it again with an errorDeclaration, under the same eventID.',
  },
  CAPTURE_DENIED: {
    meaning: 'Events were handed over without the token of a partner who may do so.',
    remedy:
      'Send the header `Authorization: Bearer TOKEN`; the operator gives the token and writes its SHA-256 into `traceability.partners` (docs/epcis.md).',
  },
  RECORD_DENIED: {
    meaning: 'Something was to be recorded without the token of somebody who may do so.',
    remedy:
      'Send the header `Authorization: Bearer TOKEN`; the operator gives the token and writes its SHA-256 into `traceability.recorders` (docs/lots.md).',
  },
  DECISION_DENIED: {
    meaning:
      'Only somebody in charge decides on a lot that was harvested too early, or corrects what such a block rests on.',
    remedy: 'Ask somebody whose token has `mayDecide` in `traceability.recorders`, or use the command on the server.',
  },
  CAPTURE_NEARLY_FULL: {
    meaning: 'The events that a partner has handed over take nearly all that they may take.',
    remedy:
      'The message names the partner. Look whether so much is meant, then raise `traceability.partnerBytes` or take its line out of `traceability.partners` and start the server again.',
  },
  CAPTURE_FULL: {
    meaning: 'The events of this partner take all that they may take: nothing of what was handed over is kept.',
    remedy: 'Hand the same over again once the operator has raised `traceability.partnerBytes` (docs/epcis.md).',
  },
  BAD_GS1_KEY: {
    meaning: 'A GTIN, GLN, SSCC or lot number has a wrong form or a wrong check digit.',
    remedy: 'The message says what is wanted; compare with what is printed or with the register of GS1.',
  },
  SITE_WITHOUT_GLN: {
    meaning: 'A lot is to be recorded of a farm whose GS1 number is not configured.',
    remedy: 'Write companyPrefix and places into the section traceability of fieldlapse.yaml (docs/lots.md).',
  },
  LOT_UNKNOWN: {
    meaning: 'No lot of that number exists, or more than one trade item has one.',
    remedy: '`fieldlapse lot list` shows them; name it GTIN/LOT where the number alone is not enough.',
  },
  LOT_EXISTS: {
    meaning: 'A lot of that number exists already, or the season has its growing lot.',
    remedy: 'Record into the lot that is there, or choose another number.',
  },
  LOT_WRONG_KIND: {
    meaning: 'A fact belongs to a growing lot and was recorded for a harvest lot, or the other way round.',
    remedy:
      'Planting, treatments and irrigation belong to the growing lot; packing, shipping and sale to the harvest lot.',
  },
  LOT_TWICE: {
    meaning: 'A lot is planted and harvested once, a unit is packed and shipped once.',
    remedy: 'Correct what is recorded (`fieldlapse lot correct`), or create another lot.',
  },
  LOT_TIME_ORDER: {
    meaning: 'A fact lies in the future, or before something that must come first.',
    remedy: 'The message names both times: mend the time, or correct the other fact.',
  },
  LOT_QUANTITY: {
    meaning: 'More of a lot is packed or sold than was harvested.',
    remedy: 'The message has both sums: correct the harvest, or what was packed or sold.',
  },
  LOT_NOT_PACKED: {
    meaning: 'A unit is to be shipped that holds nothing of the lot.',
    remedy: 'Record its packing first, or look at the SSCC.',
  },
  LOT_BLOCKED: {
    meaning: 'The lot was harvested before the interval after a treatment was over: it gets no label and no release.',
    remedy:
      'Somebody in charge decides and records it with `fieldlapse lot resolve`; everybody can read that decision. Correct the treatment where its date or interval is wrong.',
  },
  LOT_RELEASED: {
    meaning: 'The lot is closed: it gets no other label and is not released again.',
    remedy: 'What happens to it later is still recorded and marked as late. Print the label that it has.',
  },
  LOT_NO_LABEL: {
    meaning: 'The lot has no label yet, so there is nothing that a release or a QR code could stand on.',
    remedy: 'Print one first with `fieldlapse lot label`.',
  },
  LOT_NO_ADDRESS: {
    meaning: 'A QR code needs the address under which buyers reach the pages of lots, and none is configured.',
    remedy:
      'Write `traceability.publicUrl` into fieldlapse.yaml. Printed codes keep it for ever: use a name that you will own.',
  },
  LOT_LOG_WAITS: {
    meaning: 'What was asked for is recorded, and the process that holds the log has not brought it into the log yet.',
    remedy: 'Look at the log file of the server, then give the command again: it goes on where it was.',
  },
  NO_CONSENT: {
    meaning: 'A planting area code is to be recorded for everybody to read, and the producer has not agreed to it.',
    remedy: 'Ask, and record the consent with `fieldlapse lot party`; or leave the code out.',
  },
  FACT_INVALID: {
    meaning: 'A fact lacks something or has a value that cannot be.',
    remedy: 'The message names the field and what is wanted there.',
  },
  FACT_UNKNOWN: {
    meaning: 'No fact has that number.',
    remedy: '`fieldlapse lot show LOT` lists them with their numbers.',
  },
  FACT_CORRECTED: {
    meaning: 'A fact was corrected already.',
    remedy: 'Correct the fact that stands in its place.',
  },
  LOT_IMPORT: {
    meaning: 'Rows of a table of field records cannot be recorded; nothing of the table was.',
    remedy: 'Each row and column is named with what is wrong: mend the table, try it with --dry-run, then import it.',
  },
  EVENT_ALTERED: {
    meaning: 'An event of a lot is not what the transparency log holds of it: the records were changed since.',
    remedy:
      'It is not given out. Restore records/lots.sqlite from a copy; what the log holds is in the `lot.json` of the lot.',
  },
} as const;
