export const analyticsErrors = {
  MODEL_REFUSED: {
    meaning:
      'A model cannot be used: its card, its file or its golden test is wrong, or it needs more than the limits.',
    remedy: 'The message names the field or tensor; mend it and the model is tried again. Frames are measured later.',
  },
  MODEL_MISSING: {
    meaning: 'There is no model of that name and version.',
    remedy: 'Put model.onnx and model.json into DATA/models/<name>/<version>/, or name one that is there.',
  },
  MODEL_FAILED: {
    meaning: 'A model did not finish on a picture, ran out of memory, or gave numbers that are none. Others go on.',
    remedy: 'The frame says so and is tried again after the model changes; measure a smaller picture if it repeats.',
  },
  MASK_REFUSED: {
    meaning: 'A mask of an area cannot be used: it is no PNG in black and white, or marks nothing.',
    remedy:
      'Save it as PNG with 255 (white) for the area and 0 for the rest, over the whole picture; say which colour is inside.',
  },
  RULE_REFUSED: {
    meaning: 'An alert rule cannot be used; the others are in force.',
    remedy: 'The message names the rule and what to write instead; mend it and import it again.',
  },
  RULE_MISSING: {
    meaning: 'No alert rule of that id was imported.',
    remedy:
      'List them with `fieldlapse rules list`; rules of a pack are left out by leaving the pack out of `alerts.packs`.',
  },
  COUNTER_LABELS: {
    meaning:
      'A table of counted photos cannot be learned from: a row is wrong, a photo is missing, or they are too few.',
    remedy: 'The message names file and line, or what is missing; mend the table or count more photos of the view.',
  },
  ALERT_MISSING: {
    meaning: 'There is no alert of that id.',
    remedy: '`fieldlapse alerts list` shows those that stand.',
  },
  BAD_DECISION: {
    meaning:
      'What a person said of an alert cannot be kept: no name, too long, or a snooze that ends before now or after 30 days.',
    remedy: 'The message says which; nothing was changed.',
  },
  BAD_RULES_TEST: {
    meaning:
      'Rules cannot be tried on a history: there are none, no reading of those days is stored, or it took too long.',
    remedy: 'The message says which; try fewer days, or `fieldlapse rules test` on the command line.',
  },
  CONTACT_MISSING: {
    meaning: 'No contact of that id is configured.',
    remedy: 'alerts.contacts in fieldlapse.yaml has them; the server reads it when it starts.',
  },
  PUSH_REFUSED: {
    meaning: 'A browser cannot be told by Web Push: its push service is not one of those that are allowed.',
    remedy: 'Add the host to alerts.push.services if it can be trusted.',
  },
  SECRET_UNREADABLE: {
    meaning: 'A file with a key or a password cannot be read, is empty or is damaged.',
    remedy: 'The message names it: write the secret into it, readable by the server alone (chmod 600).',
  },
  DELIVERY_FAILING: {
    meaning: 'Messages of alerts to a contact have not arrived for ten minutes or longer.',
    remedy:
      'The message names contact, channel and what happened last; what waits is told as one digest once it works.',
  },
  NOBODY_TOLD: {
    meaning: 'Alerts stand of which nobody is told: no contact with a channel has that role at that farm.',
    remedy: 'Add a contact to alerts.contacts in fieldlapse.yaml, or give one both roles.',
  },
  CHANNEL_REFUSED: {
    meaning: 'A channel that contacts name cannot be used: it is not configured, or its module cannot be loaded.',
    remedy: 'The message names it; docs/channels.md shows what a module exports. The other channels go on.',
  },
} as const;
