export const edgeErrors = {
  SPOOL_FULL: {
    meaning: 'The card of the edge node has no room for another frame, although all that may be thinned was thinned.',
    remedy: 'Free space on the card, raise spool.capacityMb, or restore the link; readings go on meanwhile.',
  },
  SPOOL_CORRUPT: {
    meaning: 'A file or record in the spool fails its check and was set aside in quarantine/.',
    remedy: 'Usually a power cut or a worn card: if it repeats, replace the card.',
  },
  SPOOL_FRAME_MISSING: {
    meaning: 'A frame that was to be sent is no longer in the spool.',
    remedy:
      'Nothing, where it was thinned or acknowledged meanwhile; otherwise check who else writes in the spool folder.',
  },
  SPOOL_THINNED: {
    meaning: 'Frames were dropped evenly in time because the card is nearly full.',
    remedy: 'Restore the link or raise spool.capacityMb; the film shows the dropped frames as a gap.',
  },
  CAMERA_UNREACHABLE: {
    meaning: 'A camera does not answer, or not in time.',
    remedy: 'Check its power, cable and address; the message names the camera and the cause.',
  },
  CAMERA_REFUSED: {
    meaning: 'A camera refuses the request.',
    remedy: 'Check user name, password and the path of the snapshot; the message gives the HTTP status.',
  },
  CAMERA_TOO_LARGE: {
    meaning: 'A picture is larger than 32 MB.',
    remedy: 'Lower the resolution or the JPEG quality of the camera.',
  },
  SENSOR_FAULT: {
    meaning: 'A sensor gave no value: absent, an exception, or a timeout.',
    remedy: 'The reading is stored as missing with the cause; check wiring, address and unit id.',
  },
  DESIRED_CONFIG_REFUSED: {
    meaning: 'A desired configuration from the server was not applied; the running one stays.',
    remedy: 'The message says what is wrong with it; mend it on the server and give it a higher rev.',
  },
  UPLINK_DENIED: {
    meaning: 'The broker refuses what this device publishes.',
    remedy: 'The site or the device id in the config differs from what the token was made for.',
  },
} as const;
