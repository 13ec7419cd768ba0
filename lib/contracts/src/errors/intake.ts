export const intakeErrors = {
  FRAME_ID_MISMATCH: {
    meaning: 'A frame id is not the hash of its device, camera, boot, seq and picture.',
    remedy: 'Publish under the own device id, and compute the id as frameIdOf does.',
  },
  FRAME_TOO_LARGE: {
    meaning: 'A picture is larger than intake accepts.',
    remedy: 'Lower the JPEG quality or size at the camera, or raise limits.frameBytes of intake.',
  },
  FRAME_HASH_MISMATCH: {
    meaning: 'A frame arrived whole three times and never had the SHA-256 that its metadata announced.',
    remedy: 'Check the memory card of the device; the edge keeps the frame in its quarantine.',
  },
  QUOTA_EXCEEDED: {
    meaning: 'A device has delivered more in one day than its quota.',
    remedy: 'It goes on by itself after local midnight; raise quota of intake if the amount is right.',
  },
  INTAKE_BUSY: {
    meaning: 'The memory for half-received frames is taken by other devices.',
    remedy: 'Senders wait and go on by themselves; raise limits.totalAssemblyBytes if it lasts.',
  },
} as const;
