export const logErrors = {
  LOG_EDITED: {
    meaning: 'Files of the transparency log are not what was signed: one was changed, cut or taken away.',
    remedy:
      'Nothing is appended. Restore the folder from a copy (of a bucket: `fieldlapse log copy`); `fieldlapse log check` names the file.',
  },
  LOG_ROLLED_BACK: {
    meaning: 'The files of the transparency log are older than what was signed: an old copy was put back.',
    remedy:
      'Restore the newest copy of the folder. Going on from the old one would be a fork that everybody can prove.',
  },
  LOG_FORKED: {
    meaning: 'Two signed checkpoints of one log contradict each other.',
    remedy: 'Keep both as evidence, stop the log, and follow "compromise" in docs/trace-log.md.',
  },
  LOG_OTHER_WRITER: {
    meaning: 'Somebody else has written a checkpoint into the bucket of this log.',
    remedy:
      'Nothing more is appended: two servers with one key would make two histories. Stop the other server, then start this one again; docs/trace-log.md says what happens then.',
  },
  LOG_UNREACHABLE: {
    meaning: 'A log that was to be read at an address does not answer.',
    remedy: 'Check the address: below it lie checkpoint and tile/.',
  },
  BUCKET_UNREACHABLE: {
    meaning: 'The bucket of the log does not answer, or answers that it cannot at the moment.',
    remedy:
      'Nothing is lost: entries wait in the records and go on by themselves. If it stays so, look at the address and the network.',
  },
  BUCKET_REFUSED: {
    meaning:
      'The bucket of the log refuses what is asked: wrong key, missing right, no such bucket, a wrong region or clock.',
    remedy: 'The message has its words and what to mend; entries wait in the records and go on once it is mended.',
  },
  BUCKET_KEYS_REFUSED: {
    meaning: 'The file with the keys of the bucket cannot be used: missing, damaged, or readable by others.',
    remedy:
      'Write {"accessKeyId":"…","secretAccessKey":"…"} into secrets/bucket-keys.json of the data folder, then `chmod 600` it.',
  },
  LOG_BEHIND_WITNESS: {
    meaning:
      'A witness has seen more of the log than there is here: folder and records were both put back, or another copy went on.',
    remedy: 'Restore the newest copies of both. What the witness has seen was public and cannot be taken back.',
  },
  LOG_BEHIND_ANCHOR: {
    meaning: 'The chain holds a larger head of the log, signed by its key, than there is here: all was put back.',
    remedy: 'Restore the newest copies of folder and records. What stands on the chain cannot be taken back.',
  },
  LOG_FROZEN: {
    meaning: 'The log was closed because its key may be in other hands.',
    remedy: 'Go on with the new log that was opened in its place; the old one stays readable.',
  },
  LOG_SEQ: {
    meaning: 'An entry does not continue its chain: its place is not the next one.',
    remedy: 'The message names the place that comes next; append in order.',
  },
  LOG_CONFLICT: {
    meaning: 'That place of the chain holds another entry already; entries are never replaced.',
    remedy:
      'Append a correction at the next place. Where the server says it, the records of lots are older than the log: restore the newest copy of both.',
  },
  LOG_BUSY: {
    meaning: 'So many entries wait to be written that no more are taken.',
    remedy: 'Try again after a moment; if it stays so, the disk is too slow or full, or the bucket is away.',
  },
  LOG_ENTRY_REFUSED: {
    meaning: 'An entry or event cannot be recorded: it has no canonical form, a wrong field, or is too large.',
    remedy: 'The message names what is wrong.',
  },
  LOG_KEY_REFUSED: {
    meaning: 'The key file of the log cannot be used: missing, damaged, or readable by others.',
    remedy: 'The message says which; `chmod 600` where only the mode is wrong. A lost key means a new log.',
  },
  LOG_MISSING: {
    meaning: 'There is no transparency log there, or not that entry in it.',
    remedy: 'Check the path; a log has a file named checkpoint.',
  },
  PROOF_REFUSED: {
    meaning: 'A policy, proof, checkpoint or record does not hold or cannot be read.',
    remedy: 'The message says which rule it breaks.',
  },
  WITNESS_UNREACHABLE: {
    meaning: 'A witness does not answer, or not what a witness should.',
    remedy: 'The log goes on without it and asks again; check its address in the policy if it stays so.',
  },
  ANCHOR_UNREACHABLE: {
    meaning: 'The node of the chain does not answer, or not what a node should.',
    remedy: 'The log goes on without it and asks again; check `traceability.anchor.rpcUrl` if it stays so.',
  },
  ANCHOR_MISPLACED: {
    meaning: 'The node is of another chain, or the contract of the anchor is not there, or not that of this log.',
    remedy:
      'The message names what was found; check chainId and contract in `traceability.anchor`, or deploy one by `fieldlapse log anchor deploy`.',
  },
  ANCHOR_KEY_REFUSED: {
    meaning: 'The key of the chain account cannot be used: missing, damaged, readable by others, or not the writer’s.',
    remedy:
      'The message says which; `fieldlapse log anchor account` makes one, `chmod 600` where only the mode is wrong.',
  },
  ANCHOR_NO_FUNDS: {
    meaning: 'The chain account cannot pay for writing to the anchor.',
    remedy: 'Send it the amount in the message; the log goes on, and the head is written once the account can pay.',
  },
  ANCHOR_FEE_HIGH: {
    meaning: 'Writing to the anchor costs more a unit of gas now than is allowed.',
    remedy: 'Nothing is sent until fees fall; raise `traceability.anchor.maxFeeGwei` to pay more.',
  },
  ANCHOR_REFUSED: {
    meaning: 'The chain refused what was written to the anchor.',
    remedy: 'The message says why; it is tried again later.',
  },
  ANCHOR_STUCK: {
    meaning: 'A head was sent to the chain long ago and stands in no block.',
    remedy: 'It is sent again with a higher fee, up to `traceability.anchor.maxFeeGwei`; raise that if it stays so.',
  },
  ANCHOR_FOREIGN: {
    meaning: 'The anchor holds a head that is signed by no key of this log.',
    remedy:
      'Either somebody else has the key of the chain account, or the keys here are older than a rotation. In the first case deploy a new contract with a new account and say so publicly.',
  },
} as const;
