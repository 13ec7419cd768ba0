import type { ErrorCode } from '@fieldlapse/contracts';
import type { ProblemType } from '../../http/problems.ts';

const names: Partial<Record<ErrorCode, string>> = {
  EPCIS_INVALID: 'ValidationException',
  EPCIS_UNREADABLE: 'ValidationException',
  EVENT_EXISTS: 'ResourceAlreadyExistsException',
  CAPTURE_DENIED: 'SecurityException',
  NOT_FOUND: 'NoSuchResourceException',
  REQUEST_TOO_LARGE: 'CaptureLimitExceededException',
  UNSUPPORTED_TYPE: 'UnsupportedMediaTypeException',
};

/** Problems by the names of the standard [EPCIS 2.0, section 12.8]. */
export const exceptionOf: ProblemType = (code, { method }) => {
  const badRequest = method === 'POST' ? 'ValidationException' : 'QueryParameterException';
  return `epcisException:${code === 'BAD_REQUEST' ? badRequest : (names[code] ?? 'ImplementationException')}`;
};
