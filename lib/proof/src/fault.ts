/** What stands in the words of a reason: numbers, names, hashes. */
export type ReasonValues = Readonly<Record<string, string | number>>;

/** Why something is wrong, not checked, or worth saying; `words/` has a sentence for each in two languages. */
export interface Reason {
  readonly code: ReasonCode;
  readonly values: ReasonValues;
}

/** Every reason that a check can give. */
export type ReasonCode = (typeof reasonCodes)[number];

export const reasonCodes = [
  ...['badText', 'badJson', 'badBase64', 'badVerifierKey', 'badNote', 'badCheckpoint', 'badPolicy', 'badProof'],
  ...['noteSignatureWrong', 'noteUnsigned', 'unknownLog', 'witnessesMissing', 'noWitnesses', 'noPolicy'],
  ...['quorumReached', 'policyOther'],
  ...['badBundle', 'badEntry', 'entryNotCanonical', 'commitmentWrong', 'eventMissing', 'eventUnasked', 'entriesOk'],
  ...['inclusionWrong', 'inclusionOk', 'entryAbsent', 'entryForeign', 'indexRepeated'],
  ...['chainGap', 'chainOrder', 'chainTag', 'chainLink', 'chainHead', 'chainOk', 'linkPlace', 'linkMissing'],
  ...['linkHead', 'chainStray', 'lateEntries'],
  ...['noLabel', 'noQr', 'labelPlace', 'labelHead', 'labelNames', 'labelOk', 'qrWrong', 'afterLabel'],
  ...['noAttachments', 'attachmentUnseen', 'attachmentChanged', 'attachmentUnlogged', 'attachmentsOk'],
  ...['devicesUnsigned', 'corrected', 'correctsNothing', 'insideInterval', 'intervalResolved', 'noContradiction'],
  ...['copiesScan', 'erased'],
] as const satisfies readonly string[];

/** A check that failed while something was read: what is wrong, in the words of {@link Reason}. */
export class ProofFault extends Error {
  override readonly name: string = 'ProofFault';
  readonly reason: Reason;

  constructor(code: ReasonCode, values: ReasonValues = {}) {
    super(`${code} ${JSON.stringify(values)}`);
    this.reason = { code, values };
  }
}

export const reason = (code: ReasonCode, values: ReasonValues = {}): Reason => ({ code, values });

/** Runs something that may find a fault, and hands the fault over as a value. */
export function attempt<T>(action: () => T): { readonly value: T } | { readonly fault: Reason } {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof ProofFault) return { fault: error.reason };
    throw error;
  }
}
